# %% wrong: rounds down
# hint: whole number
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return int((quantile * standard_deviation / half_width) ** 2)


# %% wrong: the square is forgotten
# hint: square|n >= 19.75
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return int(np.ceil(quantile * standard_deviation / half_width))


# %% wrong: divides by n
# hint: n - 1
#- standard_deviation = np.std(differences, ddof=1)
#+ standard_deviation = np.std(differences)


# %% wrong: the quantile is forgotten
# hint: quantile|2 \* 2 / sqrt\(n\)
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return int(np.ceil((standard_deviation / half_width) ** 2))


# %% wrong: takes the half width for the whole one
# hint: half_width|<= 0.9
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return int(np.ceil((quantile * standard_deviation / (half_width / 2)) ** 2))


# %% wrong: the mean difference in place of their scatter
# hint: standard deviation|with s of
#- standard_deviation = np.std(differences, ddof=1)
#+ standard_deviation = np.mean(differences)


# %% wrong: one more, even where the number is whole
# hint: not a whole number
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return int((quantile * standard_deviation / half_width) ** 2) + 1


# %% wrong: never fewer than in the pilot
# hint: smaller than the pilot
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ n = int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return max(n, len(differences))


# %% wrong: rounds up before it squares
# hint: 19\.75|whole number
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return int(np.ceil(quantile * standard_deviation / half_width)) ** 2


# %% wrong: rounds to the nearest number
# hint: round up
#- return int(np.ceil((quantile * standard_deviation / half_width) ** 2))
#+ return round((quantile * standard_deviation / half_width) ** 2)


# %% right: counts up
def scenarios_needed(differences, half_width, quantile):
    spread = np.std(differences, ddof=1)
    n = 1
    while quantile * spread / np.sqrt(n) > half_width:
        n += 1
    return n


# %% right: from the variance, as a float
def scenarios_needed(differences, half_width, quantile):
    variance = ((differences - differences.mean()) ** 2).sum() / (len(differences) - 1)
    return np.ceil(variance * quantile**2 / half_width**2)


# %% right: a float that is whole
def scenarios_needed(differences, half_width, quantile):
    standard_deviation = np.std(differences, ddof=1)
    return float(np.ceil((quantile * standard_deviation / half_width) ** 2))
