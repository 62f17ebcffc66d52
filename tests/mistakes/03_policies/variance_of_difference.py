# %% right: from the correlation
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ covariance = np.corrcoef(profits_a, profits_b)[0, 1] * profits_a.std(ddof=1) * profits_b.std(ddof=1)


# %% right: the differences themselves
def variance_of_difference(profits_a, profits_b):
    return float((profits_a - profits_b).var(ddof=1))


# %% right: written out
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ apart = (profits_a - profits_a.mean()) * (profits_b - profits_b.mean())
#+ covariance = apart.sum() / (len(profits_a) - 1)


# %% wrong: as found
# hint: which unit
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ covariance = np.corrcoef(profits_a, profits_b)[0, 1]


# %% wrong: the covariance with n
# hint: half of
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ covariance = np.cov(profits_a, profits_b, ddof=0)[0, 1]


# %% wrong: the variance in place of the covariance
# hint: nothing is shared
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ covariance = np.cov(profits_a, profits_b)[0, 0]


# %% wrong: taken away once
# hint: half of
#- return variances - 2 * covariance
#+ return variances - covariance


# %% wrong: without its sign
# hint: with its sign
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ covariance = abs(np.cov(profits_a, profits_b)[0, 1])


# %% wrong: nothing is ever shared
# hint: half of
#- covariance = np.cov(profits_a, profits_b)[0, 1]
#+ covariance = 0.0
