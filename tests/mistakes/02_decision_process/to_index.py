# %% wrong: the first digit is the least significant
# hint: to the right|the first digit weighs
#- for digit, size in zip(digits, sizes):
#+ for digit, size in zip(reversed(digits), reversed(sizes)):


# %% wrong: a digit weighs its own size too
# hint: to the right|the first digit weighs
#- index = index * size + digit
#+ index = (index + digit) * size


# %% wrong: one radix for all digits
# hint: to the right|the first digit weighs
#- for digit, size in zip(digits, sizes):
#-     index = index * size + digit
#+ for digit in digits:
#+     index = index * sizes[0] + digit


# %% wrong: the radix of the last digit for all, as in hours, minutes and seconds
# hint: the sizes to the right|product of the sizes to the right
#- for digit, size in zip(digits, sizes):
#-     index = index * size + digit
#+ for digit in digits:
#+     index = index * sizes[-1] + digit


# %% wrong: the next size only, not the product of all
# hint: to the right|the first digit weighs
#- index = 0
#- for digit, size in zip(digits, sizes):
#-     index = index * size + digit
#+ index = digits[-1]
#+ for digit, size in zip(digits, sizes[1:]):
#+     index += digit * size


# %% wrong: uses up the caller's list
# hint: do not change the lists
def to_index(digits, sizes):
    index, weight = 0, 1
    digits = list(digits)
    while sizes:
        index += weight * digits.pop()
        weight *= sizes.pop()
    return index


# %% wrong: counts from 1
# hint: from 0 on|the first digit weighs
#- return index
#+ return index + 1


# %% wrong: each digit times its own size
# hint: to the right|the first digit weighs
#- index = index * size + digit
#+ index = index + digit * size


# %% wrong: the size of the digit before
# hint: to the right|the first digit weighs
#- index = 0
#- for digit, size in zip(digits, sizes):
#+ index = digits[0]
#+ for digit, size in zip(digits[1:], sizes):


# %% wrong: written side by side, as if all sizes were ten
# hint: to the right|the first digit weighs
def to_index(digits, sizes):
    return int("".join(str(digit) for digit in digits))


# %% wrong: a float, as the empty product is one
# hint: whole number
#- index = 0
#+ index = 0.0


# %% right: with weights
def to_index(digits, sizes):
    weights = np.cumprod([1, *reversed(sizes[1:])])[::-1]
    return np.dot(weights, digits)


# %% right: from the last digit on
def to_index(digits, sizes):
    index, weight = 0, 1
    for digit, size in list(zip(digits, sizes))[::-1]:
        index += weight * digit
        weight *= size
    return index


# %% right: recursion
def to_index(digits, sizes):
    if len(digits) == 0:
        return 0
    return to_index(digits[:-1], sizes[:-1]) * sizes[-1] + digits[-1]


# %% right: reduce
def to_index(digits, sizes):
    from functools import reduce

    return reduce(lambda index, pair: index * pair[1] + pair[0], zip(digits, sizes), 0)
