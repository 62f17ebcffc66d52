# %% right: the power is computed, not guessed
def design(effect, spread, correlation, most_seeds):
    same = correlation > 0
    scatter = spread * (2 * (1 - correlation if same else 1)) ** 0.5
    for n in range(3, most_seeds):
        freedom = n - 1 if same else 2 * n - 2
        reach = 2.0 + 2.5 / freedom  # near the quantile of Student's t
        if effect * n**0.5 / scatter >= reach + 0.86:
            break
    return n, "same seeds" if same else "other seeds"


# %% right: with the quantiles of the package
def design(effect, spread, correlation, most_seeds):
    from supplychain.evaluation import student_t_quantile

    same = correlation > 0
    scatter = spread * np.sqrt(2 - 2 * correlation) if same else spread * np.sqrt(2)
    n = 3
    while n < most_seeds:
        freedom = n - 1 if same else 2 * (n - 1)
        needed = student_t_quantile(0.975, freedom) + student_t_quantile(0.8, freedom)
        if np.sqrt(n) * effect >= needed * scatter:
            break
        n += 1
    return n, "same seeds" if same else "other seeds"


# %% right: two more throughout
def design(effect, spread, correlation, most_seeds):
    rho = max(correlation, 0.0)
    guess = 7.84 * 2 * (1 - rho) * spread**2 / effect**2
    name = "other seeds" if correlation <= 0 else "same seeds"
    return [int(guess) + 3, name]


# %% right: a table of both comparisons, the cheaper one
def design(effect, spread, correlation, most_seeds):
    needed = {}
    for name, variance in (
        ("same seeds", 2 * spread**2 * (1 - correlation)),
        ("other seeds", 2 * spread**2),
    ):
        needed[name] = int(np.ceil(7.9 * variance / effect**2 + 1.5))
    cheapest = min(needed, key=needed.get)
    return min(most_seeds, needed[cheapest]), cheapest


# %% right: simulates its own experiments
def design(effect, spread, correlation, most_seeds):
    scatter = spread * np.sqrt(2 * (1 - max(correlation, 0)))
    rng = np.random.default_rng(5)
    quantiles = {5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}
    for n in range(6, most_seeds + 1):
        draws = rng.normal(effect, scatter, (3000, n))
        t = draws.mean(axis=1) / draws.std(axis=1, ddof=1) * np.sqrt(n)
        if (t > quantiles.get(n - 1, 2.0 + 2.4 / (n - 1))).mean() >= 0.815:
            return n, "same seeds" if correlation > 0 else "other seeds"
    return most_seeds, "same seeds"


# %% right: a power of 85 %
def design(effect, spread, correlation, most_seeds):
    same = correlation > 0
    s = spread * np.sqrt(2) * (np.sqrt(1 - correlation) if same else 1)
    n = np.ceil(((1.96 + 1.04) * s / effect) ** 2) + 1
    return np.int64(min(n, most_seeds)), "same seeds" if same else "other seeds"


# %% wrong: stirs the episodes
# hint: false claims
def design(effect, spread, correlation, most_seeds):
    return 13, "episodes"


# %% wrong: looks until it is clear
# hint: false claims
#- return min(n_seeds, most_seeds), "same seeds" if same else "other seeds"
#+ return min(n_seeds, most_seeds), "until clear"


# %% wrong: five seeds, as in the chapter
# hint: two more|too seldom
#- return min(n_seeds, most_seeds), "same seeds" if same else "other seeds"
#+ return 5, "same seeds" if same else "other seeds"


# %% wrong: all that can be paid
# hint: too dearly|first guess is 9
#- return min(n_seeds, most_seeds), "same seeds" if same else "other seeds"
#+ return most_seeds, "same seeds" if same else "other seeds"


# %% wrong: always the same seeds
# hint: correlation is negative|against each other|cannot be paid
#- same = correlation > 0
#+ same = True


# %% wrong: never the same seeds
# hint: seed by seed
#- same = correlation > 0
#+ same = False


# %% wrong: the scatter of one setting
# hint: too seldom|first guess is 9
#- scatter = spread * np.sqrt(2 * (1 - correlation)) if same else spread * np.sqrt(2)
#+ scatter = spread * np.sqrt(1 - correlation) if same else spread


# %% wrong: half of the first guess
# hint: too seldom|first guess is 9
#- n_seeds = ((1.96 + 0.84) * scatter / effect) ** 2
#+ n_seeds = (1.96 * scatter / effect) ** 2


# %% wrong: the root is forgotten
# hint: first guess is 9|too
#- n_seeds = ((1.96 + 0.84) * scatter / effect) ** 2
#+ n_seeds = (1.96 + 0.84) * scatter / effect


# %% wrong: a number with a fraction
# hint: whole number
#- n_seeds = int(np.ceil(n_seeds)) + (2 if same else 1)
#+ n_seeds = n_seeds + 2
