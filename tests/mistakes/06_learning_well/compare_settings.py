# %% wrong: all profits in one pot
# hint: unit is the seed|3 seeds, so n = 3
#- differences = (profits_a - profits_b).mean(axis=1)
#+ differences = (profits_a - profits_b).ravel()
#- return float(mean), float(mean - reach), float(mean + reach)
#+ return mean, mean - reach, mean + reach


# %% wrong: averages over the seeds
# hint: unit is the seed|3 seeds, so n = 3
#- differences = (profits_a - profits_b).mean(axis=1)
#+ differences = (profits_a - profits_b).mean(axis=0)
#- return float(mean), float(mean - reach), float(mean + reach)
#+ return mean, mean - reach, mean + reach


# %% wrong: as if the two had different seeds
# hint: seed by seed|differences 1, 2 and 6
#- reach = t_quantile * differences.std(ddof=1) / np.sqrt(len(differences))
#+ a, b = profits_a.mean(axis=1), profits_b.mean(axis=1)
#+ reach = t_quantile * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))


# %% wrong: divides by n, not by n - 1
# hint: n_seeds - 1|variance \(4 \+ 1 \+ 9\) / 2
#- reach = t_quantile * differences.std(ddof=1) / np.sqrt(len(differences))
#+ reach = t_quantile * differences.std() / np.sqrt(len(differences))
#- return float(mean), float(mean - reach), float(mean + reach)
#+ return mean, mean - reach, mean + reach


# %% wrong: the standard deviation, not the error of the mean
# hint: standard error
#- reach = t_quantile * differences.std(ddof=1) / np.sqrt(len(differences))
#+ reach = t_quantile * differences.std(ddof=1)
#- return float(mean), float(mean - reach), float(mean + reach)
#+ return mean, mean - reach, mean + reach


# %% wrong: the other way round
# hint: a - b
#- differences = (profits_a - profits_b).mean(axis=1)
#+ differences = (profits_b - profits_a).mean(axis=1)
#- return float(mean), float(mean - reach), float(mean + reach)
#+ return mean, mean - reach, mean + reach


# %% wrong: one scenario per seed
# hint: average over the scenarios|mean is 3|seeds differ
#- differences = (profits_a - profits_b).mean(axis=1)
#+ differences = (profits_a - profits_b)[:, 0]


# %% wrong: the root of the number of scenarios
# hint: n_seeds|3 seeds
#- reach = t_quantile * differences.std(ddof=1) / np.sqrt(len(differences))
#+ reach = t_quantile * differences.std(ddof=1) / np.sqrt(profits_a.shape[1])


# %% wrong: a normal quantile
# hint: variance|seed
#- reach = t_quantile * differences.std(ddof=1) / np.sqrt(len(differences))
#+ reach = 1.96 * differences.std(ddof=1) / np.sqrt(len(differences))


# %% wrong: returns the reach instead of the ends
# hint: ends?|differences
#- return float(mean), float(mean - reach), float(mean + reach)
#+ return float(mean), float(reach), float(reach)


# %% wrong: in percent of b
# hint: mean is 3
#- differences = (profits_a - profits_b).mean(axis=1)
#+ differences = (100 * (profits_a - profits_b) / profits_b).mean(axis=1)


# %% wrong: the caller's profits are changed
# hint: do not change
#- differences = (profits_a - profits_b).mean(axis=1)
#+ profits_a -= profits_b
#+ differences = profits_a.mean(axis=1)


# %% right: seed by seed, as a list
def compare_settings(profits_a, profits_b, t_quantile):
    differences = []
    for row_a, row_b in zip(profits_a, profits_b):
        differences.append(sum(row_a) / len(row_a) - sum(row_b) / len(row_b))
    n = len(differences)
    mean = sum(differences) / n
    variance = sum((d - mean) ** 2 for d in differences) / (n - 1)
    reach = t_quantile * (variance / n) ** 0.5
    return [mean, mean - reach, mean + reach]


# %% right: an array
def compare_settings(profits_a, profits_b, t_quantile):
    per_seed = np.mean(profits_a, axis=1) - np.mean(profits_b, axis=1)
    error = np.std(per_seed, ddof=1) / per_seed.size**0.5
    return per_seed.mean() + t_quantile * error * np.array([0, -1, 1])


# %% right: with the statistics module, a tuple of Python numbers
def compare_settings(profits_a, profits_b, t_quantile):
    import statistics

    rows = zip(profits_a.tolist(), profits_b.tolist())
    d = [statistics.fmean(x - y for x, y in zip(a, b)) for a, b in rows]
    middle = statistics.mean(d)
    half = t_quantile * (statistics.variance(d) / len(d)) ** 0.5
    return middle, middle - half, middle + half


# %% right: the sum of squares from the pairs of seeds
def compare_settings(profits_a, profits_b, t_quantile):
    n = profits_a.shape[0]
    means = profits_a.mean(1) - profits_b.mean(1)
    squares = np.subtract.outer(means, means) ** 2
    variance = squares.sum() / (2 * n * (n - 1))
    return np.average(means) + t_quantile * np.sqrt(variance / n) * np.array([0.0, -1.0, 1.0])


# %% right: moments, named
class Moments:
    def __init__(self, values):
        self.n, self.total = len(values), sum(values)
        self.squares = sum(value * value for value in values)

    @property
    def mean(self):
        return self.total / self.n

    @property
    def standard_error(self):
        variance = (self.squares - self.n * self.mean**2) / (self.n - 1)
        return (variance / self.n) ** 0.5


def compare_settings(profits_a, profits_b, t_quantile):
    seeds = Moments([float((a - b).mean()) for a, b in zip(profits_a, profits_b)])
    reach = t_quantile * seeds.standard_error
    return [seeds.mean, seeds.mean - reach, seeds.mean + reach]
