// Whole numbers as Python rounds them: down, also below 0.
const remainder = (a, b) => {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
};
const quotient = (a, b) => (a - remainder(a, b)) / b;

// A named tuple is an array whose entries have names too.
const record = fields => Object.assign(Object.values(fields), fields);

// The same with sequences of its own, which days may change.
const copyOf = fields =>
  record(Object.fromEntries(Object.entries(fields).map(([name, row]) => [name, [...row]])));

// As f"{number:,.0f}": halves go to the even neighbour.
function whole(number) {
  const down = Math.floor(number), rest = number - down;
  const rounded = rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
  const digits = String(Math.abs(rounded)).replace(/\B(?=(\d{3})+$)/g, ",");
  return rounded < 0 ? `−${digits}` : digits;
}
