#!/usr/bin/env bash
# Fails when a loop of a micro-kernel moves vector registers to or from the stack: a compiler that
# runs out of registers, or keeps an array of accumulators in memory, makes a kernel slow, not wrong.
#   check_registers.sh OBJDUMP zmm|ymm OBJECT…
# zmm: no loop with products may. ymm: no innermost one may store, because sixteen registers hold
# integer sums only: float sums lie on the stack between groups, and a mask may come from there.
set -euo pipefail
objdump="$1"
registers="$2"
shift 2

# The stack's registers are rsp, rbp where it is the frame pointer, and what lea took from them.
"$objdump" -d --no-show-raw-insn "$@" | awk -v registers="$registers" '
  function address(hex,   i, value) {
    value = 0
    for (i = 1; i <= length(hex); ++i) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value
  }
  function check_loop(first, last,   i, dots, moves) {
    for (i = first; i <= last; ++i) {
      if (text[i] ~ /vpdpbusd|vpmaddubsw|vpmaddwd/) ++dots
      if (text[i] ~ moved && match(text[i], /\(%[a-z0-9]+/) &&
          substr(text[i], RSTART + 2, RLENGTH - 2) in stack) {
        moves = moves "\n    " text[i]
      }
    }
    if (dots == 0) return
    ++loops
    if (moves != "") {
      print name " a loop of " last - first + 1 " instructions moves " registers " registers to or from the stack:" moves
      failed = 1
    }
  }
  function check_function(   i, target, start) {
    start = 0
    for (i = 1; i <= count; ++i) {
      if (text[i] !~ /^j/) continue
      split(text[i], word, /[ \t]+/)
      target = address(word[2])
      if (!(target in line) || line[target] > i) continue
      # Loops end in order: one that starts before the end of the last has that one inside.
      if (registers == "zmm" || line[target] > start) check_loop(line[target], i)
      start = i
    }
  }
  BEGIN { moved = registers == "zmm" ? "^vmov.*%zmm" : "^vmov[a-z]+ +%ymm.*\\(" }
  / <.*>:$/ {
    check_function()
    name = $2; count = 0
    delete text; delete line; delete stack
    stack["rsp"]
  }
  /^ *[0-9a-f]+:\t/ {
    split($0, part, "\t")
    gsub(/[ :]/, "", part[1])
    text[++count] = part[2]
    line[address(part[1])] = count
    if (part[2] ~ /^mov +%rsp,%rbp/) stack["rbp"]
    if (part[2] ~ /^lea +.*\(%r[sb]p\),/ && match(part[2], /\(%r[sb]p/) &&
        substr(part[2], RSTART + 2, 3) in stack) {
      target = part[2]
      sub(/.*,%/, "", target)
      stack[target]
    }
  }
  END {
    check_function()
    if (loops == 0) { print "no loop with products: nothing was checked"; failed = 1 }
    if (!failed) print loops " loops keep their " registers " registers"
    exit failed
  }'
