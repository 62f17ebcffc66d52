# %% right: the ends are cut off
#- return np.convolve(returns, weights, mode="valid")
#+ return np.convolve(returns, weights)[window - 1 : len(returns)]


# %% right: with running sums
def smoothed(returns, window):
    sums = np.concatenate([[0.0], np.cumsum(returns)])
    return (sums[window:] - sums[:-window]) / window


# %% right: one mean after the other
def smoothed(returns, window):
    return [float(np.mean(returns[k : k + window])) for k in range(len(returns) - window + 1)]


# %% wrong: as found
# hint: three runs of three
#- return np.convolve(returns, weights, mode="valid")
#+ return np.convolve(returns, weights, mode="same")


# %% wrong: the whole convolution
# hint: three runs of three
#- return np.convolve(returns, weights, mode="valid")
#+ return np.convolve(returns, weights, mode="full")


# %% wrong: sums
# hint: \(6 \+ 6 \+ 9\) / 3
#- weights = np.ones(window) / window
#+ weights = np.ones(window)


# %% wrong: half a window too far left
# hint: \(6 \+ 6 \+ 9\) / 3|from the first on
#- return np.convolve(returns, weights, mode="valid")
#+ return np.convolve(returns, weights, mode="same")[: len(returns) - window + 1]


# %% wrong: a window less
# hint: three runs of three
#- return np.convolve(returns, weights, mode="valid")
#+ return np.convolve(returns, weights, mode="valid")[:-1]
