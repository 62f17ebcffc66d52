# %% wrong: rounds down
# hint: whole number
def scenarios_needed(differences, half_width, quantile):
    return int((quantile * np.std(differences, ddof=1) / half_width) ** 2)


# %% wrong: the square is forgotten
# hint: square|n >= 19.75
def scenarios_needed(differences, half_width, quantile):
    return int(np.ceil(quantile * np.std(differences, ddof=1) / half_width))


# %% wrong: divides by n
# hint: n - 1
def scenarios_needed(differences, half_width, quantile):
    return int(np.ceil((quantile * np.std(differences) / half_width) ** 2))


# %% wrong: the quantile is forgotten
# hint: quantile|2 \* 2 / sqrt\(n\)
def scenarios_needed(differences, half_width, quantile):
    return int(np.ceil((np.std(differences, ddof=1) / half_width) ** 2))


# %% wrong: takes the half width for the whole one
# hint: half_width|<= 0.9
def scenarios_needed(differences, half_width, quantile):
    return int(np.ceil((quantile * np.std(differences, ddof=1) / (half_width / 2)) ** 2))


# %% wrong: the mean difference in place of their scatter
# hint: standard deviation|with s of
def scenarios_needed(differences, half_width, quantile):
    return int(np.ceil((quantile * np.mean(differences) / half_width) ** 2))


# %% wrong: one more, even where the number is whole
# hint: not a whole number
def scenarios_needed(differences, half_width, quantile):
    return int((quantile * np.std(differences, ddof=1) / half_width) ** 2) + 1


# %% wrong: never fewer than in the pilot
# hint: smaller than the pilot
def scenarios_needed(differences, half_width, quantile):
    n = int(np.ceil((quantile * np.std(differences, ddof=1) / half_width) ** 2))
    return max(n, len(differences))


# %% wrong: rounds up before it squares
# hint: 19\.75|whole number
def scenarios_needed(differences, half_width, quantile):
    return int(np.ceil(quantile * np.std(differences, ddof=1) / half_width)) ** 2


# %% wrong: rounds to the nearest number
# hint: round up
def scenarios_needed(differences, half_width, quantile):
    return round((quantile * np.std(differences, ddof=1) / half_width) ** 2)


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
