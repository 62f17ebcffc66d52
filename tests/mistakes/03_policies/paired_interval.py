# %% wrong: the interval of two separate samples
# hint: differences|scenario by scenario
def paired_interval(profits_a, profits_b, quantile):
    n = len(profits_a)
    error = np.sqrt(profits_a.var(ddof=1) / n + profits_b.var(ddof=1) / n)
    middle = profits_a.mean() - profits_b.mean()
    return middle - quantile * error, middle + quantile * error


# %% wrong: b - a
# hint: a - b
#- differences = profits_a - profits_b
#+ differences = profits_b - profits_a


# %% wrong: the scatter of single scenarios, not of their mean
# hint: sqrt\((n|4)\)
#- standard_error = differences.std(ddof=1) / np.sqrt(len(differences))
#+ standard_error = differences.std(ddof=1)


# %% wrong: divides by n
# hint: n - 1
#- standard_error = differences.std(ddof=1) / np.sqrt(len(differences))
#+ standard_error = differences.std() / np.sqrt(len(differences))


# %% wrong: the quantile is forgotten
# hint: quantile|standard error of their mean is 2 / sqrt\(4\)
#- reach = quantile * standard_error
#+ reach = standard_error


# %% wrong: divides by n, not by its root
# hint: sqrt\((n|4)\)
#- standard_error = differences.std(ddof=1) / np.sqrt(len(differences))
#+ standard_error = differences.std(ddof=1) / len(differences)


# %% wrong: subtracts in the caller's array
# hint: do not change
#- differences = profits_a - profits_b
#+ profits_a -= profits_b
#+ differences = profits_a


# %% wrong: percentiles of the differences
# hint: percentiles
#- return differences.mean() - reach, differences.mean() + reach
#+ return np.percentile(differences, 2.5), np.percentile(differences, 97.5)


# %% wrong: the normal quantile in place of Student's
# hint: 1\.96
#- reach = quantile * standard_error
#+ reach = 1.96 * standard_error


# %% wrong: high first
# hint: low first|low, high
#- return differences.mean() - reach, differences.mean() + reach
#+ return differences.mean() + reach, differences.mean() - reach


# %% wrong: the covariance is subtracted once
# hint: scatter that both share
def paired_interval(profits_a, profits_b, quantile):
    n, covariance = len(profits_a), np.cov(profits_a, profits_b)
    variance = covariance[0, 0] + covariance[1, 1] - covariance[0, 1]
    reach, middle = quantile * np.sqrt(variance / n), profits_a.mean() - profits_b.mean()
    return middle - reach, middle + reach


# %% wrong: pairs the sorted profits
# hint: s of the differences
#- differences = profits_a - profits_b
#+ differences = np.sort(profits_a) - np.sort(profits_b)


# %% right: as a list, by the covariance
def paired_interval(profits_a, profits_b, quantile):
    n = len(profits_a)
    differences = np.subtract(profits_a, profits_b)
    middle = differences.sum() / n
    reach = quantile * np.sqrt(((differences - middle) ** 2).sum() / (n - 1) / n)
    return [middle - reach, middle + reach]


# %% right: as an array, with loops
def paired_interval(profits_a, profits_b, quantile):
    differences = [float(a) - float(b) for a, b in zip(profits_a, profits_b)]
    n = len(differences)
    middle = sum(differences) / n
    variance = sum((value - middle) ** 2 for value in differences) / (n - 1)
    reach = quantile * (variance / n) ** 0.5
    return np.array([middle - reach, middle + reach])


# %% right: from the variances and twice the covariance
def paired_interval(profits_a, profits_b, quantile):
    n, covariance = len(profits_a), np.cov(profits_a, profits_b)
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    reach = quantile * np.sqrt(max(variance, 0) / n)
    middle = np.mean(profits_a) - np.mean(profits_b)
    return middle - reach, middle + reach
