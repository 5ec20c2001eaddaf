# Reads `objdump -R` and then `objdump -dC` of one program, prints each dispatched function with its size in bytes and what
# is wrong in it, and fails if that is not in the file `known`.
#
# Wrong are gathers and scatters, masked stores of optimizers, calls of the mathematical library, and whatever else is
# called, in the function itself and in what it calls: what did not inline is compiled for the baseline. Panics and copies of
# memory may be called.

BEGIN {
    FS = " "
    while ((getline line < known) > 0) {
        if (line ~ /^#/ || split(line, part, / *\| */) < 4) continue
        rules++
        for (i = 1; i <= 4; i++) rule[rules, i] = part[i]
    }
}

function short(name) {
    gsub(/ffnn_core::(kernels::level::enter|kernels::level|kernels|network|train::step|kinds::optimizer::elementwise|members::optimizers::[a-z_]+|members::losses::[a-z_]+|parameters::regularize)::/, "", name)
    gsub(/workloads::(networks|workloads)::/, "", name)
    return name
}

# The level that the function of this name is compiled for: a dispatched pass, or one of the table of compiled kernels.
function level(name) {
    if (name ~ /kernels::(level::(enter::)?avx512::?<|compiled::AVX512_)/) return "AVX-512"
    if (name ~ /kernels::(level::(enter::)?avx2::?<|compiled::AVX2_)/) return "AVX2"
    if (name ~ /kernels::(level::(enter::)?compiled_for_the_target::?<|compiled::(BASELINE|DETERMINISTIC)_)/) return "baseline"
    return ""
}

# Where a path to a panic begins, nothing is fast any more.
function harmless(name) {
    return name ~ /^core::(panicking|slice::(index|copy_from_slice_impl)|option::expect_failed|result::unwrap_failed|array)/ ||
        name ~ /^<?(alloc|std)::/ || name ~ /^(memcpy|memmove|memset|memcmp|bcmp|_Unwind_Resume)(@|$)/
}

function mathematical(name) {
    sub(/@.*/, "", name)
    return name ~ /^libm::/ || name ~ /compiler_builtins::math/ ||
        name ~ /^(fma|fmod|fmin|fmax|exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2|asinh|acosh|atanh|sqrt|cbrt|hypot|erf|erfc|tgamma|lgamma|round|roundeven|floor|ceil|trunc|rint|nearbyint|ldexp)f?$/
}

function see(callee) { if (!((here, callee) in called)) { called[here, callee] = 1; calls[here] = calls[here] SUBSEP callee } }

$2 == "R_X86_64_RELATIVE" { sub(/.*\+0x/, "", $3); slot[plain($1)] = plain($3); next }
$2 ~ /^R_X86_64_(GLOB_DAT|JUMP_SLOT)$/ { slot[plain($1)] = $3; next }

function plain(address) { sub(/^0+/, "", address); return address }

/^[0-9a-f]+ <.*>:$/ {
    here = plain($1)
    name[here] = substr($0, index($0, "<") + 1)
    sub(/>:$/, "", name[here])
    order[++functions] = here
    next
}

/^ *[0-9a-f]+:\t/ {
    split($0, column, "\t")
    sub(/^ +/, "", column[1]); sub(/:$/, "", column[1])
    last[here] = column[1]
    instruction = column[2]
    if (instruction ~ /^v(p?gather|p?scatter)/) gathers[here]++
    # To memory, written source first. What is stored lane by lane at AVX2 takes a dozen cycles and more, and is what the
    # compiler makes of a value that is written and then changed under a condition; products alone store parts of a row.
    if (instruction ~ /^v(p?maskmov).*\)$/ && name[here] ~ /elementwise/) masked[here]++
    if (match(instruction, /# [0-9a-f]+ </) && instruction ~ /^(call|jmp|mov)/) {
        target = substr(instruction, RSTART + 2, RLENGTH - 4)
        if (target in slot) see(slot[target])
    } else if (instruction ~ /^(call|jmp) +[0-9a-f]+ </) {
        split(instruction, word, " +")
        if (word[2] != here) jumps[here] = jumps[here] SUBSEP word[2]
    }
}

# Adds to the findings of `root` those of the function at `address`, which `root` is or calls.
function visit(root, address, list, count, i, callee) {
    if ((root, address) in visited) return
    visited[root, address] = 1
    if (address in gathers) find(root, gathers[address] " gathers and scatters" (address == root ? "" : " in " short(name[address])))
    if (address in masked) find(root, masked[address] " masked stores" (address == root ? "" : " in " short(name[address])))
    count = split(substr(calls[address] jumps[address], 2), list, SUBSEP)
    for (i = 1; i <= count; i++) {
        callee = (list[i] in name) ? name[list[i]] : list[i]
        if (mathematical(callee)) {
            sub(/@.*/, "", callee)
            find(root, callee)
        } else if (list[i] in name && !harmless(callee) && !(level(callee) && level(callee) == level(name[root]))) {
            find(root, short(callee))
            if (!level(callee)) visit(root, list[i])
        }
    }
}

function find(root, finding) {
    if ((root, finding) in finds) return
    finds[root, finding] = 1
    found[root] = found[root] SUBSEP finding
}

# The number of the first rule that knows of `finding`, or 0.
function lookup(root, finding, i) {
    for (i = 1; i <= rules; i++)
        if (has(root, rule[i, 1]) && has(root, rule[i, 2]) && has(finding, rule[i, 3])) return i
    return 0
}

function has(text, part) { return part == "*" || index(text, part) }

END {
    for (i = 1; i <= functions; i++) {
        address = order[i]
        if (!level(name[address])) continue
        seen[level(name[address])]++
        visit(address, address)
        root = short(name[address])
        count = split(substr(found[address], 2), list, SUBSEP)
        wrong = 0
        for (k = 1; k <= count; k++)
            if (n = lookup(root, list[k])) used[n]++
            else wrong++
        bad += wrong
        printf "%7d bytes  %-6s %s\n", size(address, last[address]), (wrong ? "WRONG" : count ? "known" : "clean"), root
        for (k = 1; k <= count; k++) if (!lookup(root, list[k])) print "                      " substr(list[k], 1, 200)
    }
    print "\nknown, and in how many functions:"
    for (n = 1; n <= rules; n++)
        if (n in used) printf "%4d  %-22s %s\n", used[n], rule[n, 3], rule[n, 4]
    for (n = 1; n <= rules; n++)
        if (!(n in used)) print "no longer needed in " known ": " rule[n, 1] " | " rule[n, 2] " | " rule[n, 3]
    for (n = split(levels, list, " "); n; n--)
        if (!seen[list[n]]) { bad++; print "no function is dispatched to " list[n] }
    if (bad) { print bad " findings that " known " does not know"; exit 1 }
}

function number(hex, i, value) {
    for (i = 1; i <= length(hex); i++) value = 16 * value + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value
}

function size(from, to) { return number(to) - number(from) }
