# %% wrong: the least significant digit comes first
# hint: last digit
#- return digits[::-1]
#+ return digits


# %% wrong: divides by the sizes from the left
# hint: last digit
#- for size in reversed(sizes):
#+ for size in sizes:


# %% wrong: one radix for all digits
# hint: below its own size|first digit|last digit
#- for size in reversed(sizes):
#-     digits.append(index % size)
#-     index //= size
#+ for _ in sizes:
#+     digits.append(index % sizes[-1])
#+     index //= sizes[-1]


# %% wrong: divides without rounding down
# hint: whole number|minutes are left
#- index //= size
#+ index /= size


# %% wrong: leaves out zeros in front
# hint: zeros in front
#- index //= size
#+ index //= size
#+ if index == 0:
#+     break


# %% wrong: weights include the digit's own size
# hint: last digit
def to_digits(index, sizes):
    digits = []
    for k in range(len(sizes)):
        weight = int(np.prod(sizes[k:]))
        digits.append(index // weight)
        index %= weight
    return digits


# %% wrong: uses up the caller's list
# hint: copy it before you pop
#- for size in reversed(sizes):
#+ while sizes:
#+     size = sizes.pop()


# %% wrong: divides and rounds to the nearest
# hint: whole number below|minutes are left
#- index //= size
#+ index = round(index / size)


# %% wrong: takes the remainder away but does not divide
# hint: whole number below|minutes are left
#- index //= size
#+ index -= index % size


# %% wrong: divides before it takes the remainder
# hint: last digit
#- for size in reversed(sizes):
#+ for size in reversed(sizes):
#+     index //= size
#- index //= size


# %% wrong: digits are floats
# hint: digits are whole numbers
#- return digits[::-1]
#+ return np.array(digits[::-1], dtype=float)


# %% wrong: turns the caller's list round
# hint: do not change the list
#- for size in reversed(sizes):
#+ sizes.reverse()
#+ for size in sizes:


# %% wrong: a default list remembers the last call
# hint: begin every call with a new list
def to_digits(index, sizes, digits=[]):
    for size in reversed(sizes):
        digits.insert(0, index % size)
        index //= size
    return digits


# %% right: from the most significant digit on
def to_digits(index, sizes):
    digits = []
    for k in range(len(sizes)):
        digit, index = divmod(index, int(np.prod(sizes[k + 1 :])))
        digits.append(digit)
    return tuple(digits)


# %% right: an array
def to_digits(index, sizes):
    weights = np.cumprod([1, *sizes[:0:-1]])[::-1]
    return index // weights % sizes


# %% right: counting up
def to_digits(index, sizes):
    digits = [0] * len(sizes)
    for _ in range(index):
        place = len(sizes) - 1
        digits[place] += 1
        while digits[place] == sizes[place]:
            digits[place] = 0
            place -= 1
            digits[place] += 1
    return digits


# %% right: recursion, digits of numpy
def to_digits(index, sizes):
    if len(sizes) == 0:
        return []
    return [*to_digits(index // sizes[-1], sizes[:-1]), np.int32(index % sizes[-1])]
