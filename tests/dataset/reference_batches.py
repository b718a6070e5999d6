#!/usr/bin/env python3
"""The batches of a small made-up corpus, computed apart from the program: where batches_test.cpp's
golden hashes come from.

Everything is written anew from the descriptions (design.md section 1, recipes.md sections 1 to 4,
Salmon et al. 2011 for Philox, Lemire 2019 for bounded integers), with Python's own integers and
hashlib only. Run it to print the table of the test.
"""
import hashlib
import math
import struct

M64 = (1 << 64) - 1
WINDOWS, ORDER, CORRUPTION, SPLIT, VALIDATION = 1, 2, 3, 5, 10


def philox(counter, key):
    """Philox4x64-10 (Salmon et al. 2011)."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0 = 0xD2E7470EE14C6C93 * c0
        p1 = 0xCA5A826395121157 * c2
        c0, c1, c2, c3 = (p1 >> 64) ^ c1 ^ k0, p1 & M64, (p0 >> 64) ^ c3 ^ k1, p0 & M64
        k0 = (k0 + 0x9E3779B97F4A7C15) & M64
        k1 = (k1 + 0xBB67AE8584CAA73B) & M64
    return c0, c1, c2, c3


# Random123's published known answer.
assert philox((0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
              (0x452821E638D01377, 0xBE5466CF34E90C6C)) == (
    0xA528F45403E61D95, 0x38C72DBD566E9788, 0xA5A1610E72FD18B5, 0x57BD43B5E52B7FE6)


class Stream:
    def __init__(self, seed, purpose, step, example):
        self.key, self.tail, self.block, self.left = (seed, purpose), (0, step, example), 0, []

    def next(self):
        if not self.left:
            self.left = list(philox((self.block,) + self.tail, self.key))
            self.block += 1
        return self.left.pop(0)

    def below(self, bound):
        while True:
            product = self.next() * bound
            if product & M64 >= (1 << 64) % bound:
                return product >> 64

    def uniform(self):
        return (self.next() >> 11) / (1 << 53)


def permuted(index, size, seed, purpose, epoch):
    if size <= 1:
        return index
    half = ((size - 1).bit_length() + 1) // 2
    mask = (1 << half) - 1
    while True:
        left, right = index >> half, index & mask
        for round_ in range(4):
            left, right = right, left ^ (philox((round_, 1, epoch, right), (seed, purpose))[0] & mask)
        index = left << half | right
        if index < size:
            return index


# The corpus: 65 pieces, 3,000 tokens, every third piece starts a word.
V, N = 65, 3000
MASK, END, PAD, CLS, SEP = V, V + 1, V + 2, V + 3, V + 4
ENDS = [piece % 13 == 5 for piece in range(V)]  # pieces that end a sentence
TOKENS = [(i * i + 7 * i + i // 11) % V for i in range(N)]
STARTS = [piece % 3 == 0 for piece in range(V)]
DOCUMENTS = []
begin, number = 0, 0
while begin < N:
    end = min(N, begin + (number * 37) % 101)
    DOCUMENTS.append(TOKENS[begin:end])
    begin, number = end, number + 1
SEED, CONTEXT, BATCH, ACCUMULATE, FRACTION = 1337, 16, 4, 2, 0.9


def stream(part, split, end_of_document):
    if split == "documents":
        count = len(DOCUMENTS)
        training = int(count * FRACTION)
        chosen = [d for d in range(count)
                  if (permuted(d, count, 0, SPLIT, 0) < training) == (part == "training")]
        tokens = []
        for d in chosen:
            tokens += DOCUMENTS[d]
            if end_of_document and DOCUMENTS[d]:
                tokens.append(END)
        return tokens
    cut = int(N * FRACTION)
    first, last = (0, cut) if part == "training" else (cut, N)
    tokens, at = [], 0
    for document in DOCUMENTS:
        piece = document[max(0, first - at):max(0, last - at)]
        tokens += piece
        at += len(document)
        if end_of_document and piece and at <= last:
            tokens.append(END)
    return tokens


def corrupt(pieces, settings, random):
    window = [CLS] + pieces + [SEP] if settings["cls_sep"] else list(pieces)
    words, joins = [], False
    for i, token in enumerate(window):
        if token >= V:
            joins = False
        else:
            if settings["whole_word"] and joins and not STARTS[token]:
                words[-1].append(i)
            else:
                words.append([i])
            joins = True
    chosen = set()
    if settings["algorithm"] == "bert-exact":
        count = max(1, round(len(window) * 0.15))
        order = list(range(len(words)))
        for i in range(len(order) - 1, 0, -1):
            j = random.below(i + 1)
            order[i], order[j] = order[j], order[i]
        for w in order:
            if len(chosen) + len(words[w]) <= count:
                chosen |= set(words[w])
        if not chosen:
            chosen = set(words[min(order, key=lambda w: len(words[w]))])
    else:
        for _ in range(64):
            for word in words:
                if random.uniform() < 0.15:
                    chosen |= set(word)
            if chosen:
                break
        else:
            chosen = set(words[random.below(len(words))])
    inputs = list(window)
    for i in sorted(chosen):
        if settings["whole_word"] and settings["algorithm"] == "hf-dynamic":
            inputs[i] = MASK
            continue
        draw = random.uniform()
        if draw < 0.8:
            inputs[i] = MASK
        elif draw < 0.8 + 0.1:
            inputs[i] = random.below(V)
    labels = [window[i] if i in chosen else -100 for i in range(len(window))]
    return inputs, labels


def distinct(size, count, random):
    numbers = list(range(size))
    for i in range(count):
        j = i + random.below(size - i)
        numbers[i], numbers[j] = numbers[j], numbers[i]
    return numbers[:count]


def span_counts(length, settings):
    hidden = min(max(round(length * settings["density"]), 1), max(1, length - 1))
    spans = round(hidden / settings["mean_span"])
    return hidden, max(1, min(spans, hidden, max(1, length - hidden)))


def span_lengths(inputs, settings):
    """recipes.md 3.1, with one more sentinel where a turned mask may cut a span in two."""
    more = 1 if settings["roll"] else 0

    def fits(window):
        hidden, spans = span_counts(window, settings)
        return window - hidden + spans + more + 1 <= inputs
    window = max(2, inputs - 1 - more)
    while fits(window + 1):
        window += 1
    hidden, spans = span_counts(window, settings)
    if settings["density"] == 0.5 and window > 2 and 2 * hidden > window:
        window -= 1
        hidden, spans = span_counts(window, settings)
    return window, hidden + spans + more + 1


def corrupt_spans(pieces, settings, random):
    full = max(2, len(pieces))
    hidden, spans = span_counts(full, settings)

    def cut(total):
        places = sorted(distinct(total - 1, spans - 1, random))
        edges = [0] + [place + 1 for place in places] + [total]
        return [b - a for a, b in zip(edges, edges[1:])]
    noise, clean = cut(hidden), cut(full - hidden)
    mask = []
    for c, n in zip(clean, noise):
        mask += [False] * c + [True] * n
    mask = mask[:len(pieces)]
    if settings["roll"] and len(pieces) > 1:
        by = random.below(len(pieces))
        mask = mask[by:] + mask[:by]
    inputs, targets, sentinels = [], [], 0
    for i, token in enumerate(pieces):
        if not mask[i]:
            inputs.append(token)
            continue
        if i == 0 or not mask[i - 1]:
            inputs.append(V + 104 - sentinels)
            targets.append(V + 104 - sentinels)
            sentinels += 1
        targets.append(token)
    if not sentinels:
        targets.append(V + 104)
    targets.append(END)
    return inputs + [END], targets, [PAD] + targets[:-1]


def poisson(lam):
    terms, term, k = [], math.exp(-lam), 1
    while True:
        terms.append(term)
        if term < 1e-7 and k > lam:
            break
        term *= lam / k
        k += 1
    return [term / sum_of(terms) for term in terms]


def sum_of(numbers):  # left to right: sum() of newer Pythons compensates
    total = 0.0
    for number in numbers:
        total += number
    return total


def budget(count, rate):
    return math.ceil(count * rate - 1e-9)


def corrupt_document(pieces, settings, random):
    body = list(pieces)

    def mark():
        if settings["random"] > 0 and random.uniform() < settings["random"]:
            return ("mark", random.below(V))
        return ("mark", MASK)

    if settings["permute"] > 0:
        stop = [ENDS[p] or i + 1 == len(body) for i, p in enumerate(body)]
        ends = [i + 1 for i in range(len(body)) if stop[i] and not (i and stop[i - 1])]
        moving = budget(len(ends), settings["permute"])
        moved = distinct(len(ends), moving, random)
        exchange = distinct(moving, moving, random)
        order = list(range(len(ends)))
        for i in range(moving):
            order[moved[i]] = moved[exchange[i]]
        sentences = [body[a:b] for a, b in zip([0] + ends, ends)]
        body = sum((sentences[s] for s in order), []) + (body[ends[-1]:] if ends else body)
    if settings["infill"] > 0:
        begins = [i == 0 or not settings["whole_word"] or STARTS[p] for i, p in enumerate(body)]
        starts = [i for i in range(len(body)) if begins[i]]
        wanted = budget(len(starts), settings["infill"])
        table, lengths, inserts, covered = poisson(settings["lambda"]), [], 0, 0
        while covered < wanted:
            left, length = random.uniform(), 0
            while length + 1 < len(table) and left >= table[length]:
                left -= table[length]
                length += 1
            if length == 0:
                inserts += 1
                continue
            lengths.append(min(length, wanted - covered))
            covered += lengths[-1]
        places = [starts[i] for i in distinct(len(starts), len(lengths), random)]
        marks = {}
        for place in places:
            marks[place] = mark()
        gone = set()
        for place, length in zip(places, lengths):
            at, words = place + 1, 1
            while at < len(body):
                words += begins[at]
                if words > length:
                    break
                gone.add(at)
                at += 1
        body = [marks.get(i, token) for i, token in enumerate(body) if i not in gone]
        inserts = min(inserts, max(0, CONTEXT - len(body) - 2))
        here = set(distinct(len(body) + inserts, inserts, random))
        body.reverse()
        body = [mark() if i in here else body.pop() for i in range(len(body) + inserts)]
    for kind in ("mask", "delete"):
        if settings[kind] > 0:
            shown = [i for i, token in enumerate(body) if not isinstance(token, tuple)]
            chosen = [shown[i] for i in
                      distinct(len(shown), budget(len(shown), settings[kind]), random)]
            if kind == "mask":
                for i in chosen:
                    body[i] = mark()
            else:
                body = [token for i, token in enumerate(body) if i not in set(chosen)]
    if settings["rotate"] > 0 and random.uniform() < settings["rotate"] and body:
        by = random.below(len(body))
        body = body[by:] + body[:by]
    inputs = [CLS] + [token[1] if isinstance(token, tuple) else token for token in body] + [SEP]
    target = [CLS] + list(pieces) + [SEP]
    return inputs, target, [SEP] + target[:-1]


def window_length(objective, settings):
    if objective == "span-corruption":
        return span_lengths(CONTEXT, settings)[0]
    return CONTEXT - 2 if objective == "denoising" or settings.get("cls_sep") else CONTEXT


CORRUPTIONS = {"masked-lm": corrupt, "span-corruption": corrupt_spans,
               "denoising": corrupt_document}


def batch(objective, split, part, step, micro, settings):
    """Rows of (inputs, labels) before padding. part 'validation': `step` is the batch's index."""
    rows = []
    if objective == "next-token":
        tokens = stream(part, split, settings["end_of_document"])
        for b in range(BATCH):
            if part == "training":
                first = Stream(SEED, WINDOWS, step, micro * BATCH + b).below(len(tokens) - CONTEXT)
                count = CONTEXT
            else:
                first = (step * BATCH + b) * CONTEXT
                count = min(CONTEXT, len(tokens) - 1 - first)
                if count <= 0:
                    break
            rows.append((tokens[first:first + count], tokens[first + 1:first + count + 1]))
        return rows
    tokens = stream(part, split, False)
    span = window_length(objective, settings)
    for b in range(BATCH):
        if part == "training":
            windows = len(tokens) // span
            epoch, index = divmod((step * ACCUMULATE + micro) * BATCH + b, windows)
            window = permuted(index, windows, SEED, ORDER, epoch)
            random = Stream(SEED, CORRUPTION, epoch, window)
        else:
            window = step * BATCH + b
            random = Stream(0, VALIDATION, 0, window)
        pieces = tokens[window * span:(window + 1) * span]
        if not pieces:
            break
        rows.append(CORRUPTIONS[objective](pieces, settings, random))
    return rows


def hash_of(rows, masked, filler):
    digest = hashlib.sha256()
    inputs, labels, attention = b"", b"", b""
    for x, y in rows:
        short = CONTEXT - len(x)
        inputs += struct.pack("<%dq" % CONTEXT, *(x + [filler] * short))
        labels += struct.pack("<%dq" % CONTEXT, *(y + [-100] * short))
        attention += b"\1" * len(x) + b"\0" * short
    arrays = [("input_ids", "int64", inputs), ("labels", "int64", labels)]
    if masked:
        arrays.append(("attention_mask", "bool", attention))
    for name, dtype, data in arrays:
        digest.update(name.encode() + b"\0" + dtype.encode() + b"\0")
        digest.update(struct.pack("<3q", 2, len(rows), CONTEXT) + data)
    return digest.hexdigest()[:32]


def hash_of_both_sides(rows, target):
    digest = hashlib.sha256()

    def add(name, dtype, columns, values):
        digest.update(name.encode() + b"\0" + dtype.encode() + b"\0")
        digest.update(struct.pack("<3q", 2, len(rows), columns))
        for row in values:
            digest.update(struct.pack("<%d%s" % (columns, "q" if dtype == "int64" else "?"), *row))

    def padded(values, columns, filler):
        assert len(values) <= columns
        return values + [filler] * (columns - len(values))
    add("input_ids", "int64", CONTEXT, [padded(x, CONTEXT, PAD) for x, y, z in rows])
    add("labels", "int64", target, [padded(y, target, -100) for x, y, z in rows])
    add("attention_mask", "bool", CONTEXT,
        [padded([True] * len(x), CONTEXT, False) for x, y, z in rows])
    add("decoder_input_ids", "int64", target, [padded(z, target, PAD) for x, y, z in rows])
    return digest.hexdigest()[:32]


def masked(algorithm, whole_word, cls_sep):
    return dict(algorithm=algorithm, whole_word=whole_word, cls_sep=cls_sep)


def spans(density, mean_span, roll):
    return dict(density=density, mean_span=mean_span, roll=roll)


def noise(**changes):
    settings = dict(permute=1.0, infill=0.3, whole_word=False, mask=0.0, random=0.0, delete=0.0,
                    rotate=0.0)
    settings["lambda"] = 3.0
    settings.update(changes)
    return settings


BOTH_SIDES = [
    ("span-corruption", "position", spans(0.15, 3.0, False)),
    ("span-corruption", "documents", spans(0.3, 1.5, True)),
    ("denoising", "position", noise()),
    ("denoising", "documents", noise(whole_word=True, permute=0.5, random=0.1)),
    ("denoising", "position", noise(permute=0.0, infill=0.0, mask=0.2, delete=0.2, rotate=1.0)),
    ("denoising", "documents", noise(infill=0.2, mask=0.1, random=0.3, delete=0.1, rotate=0.5)),
]

CASES = [
    ("next-token", "position", dict(end_of_document=False)),
    ("next-token", "position", dict(end_of_document=True)),
    ("next-token", "documents", dict(end_of_document=False)),
    ("next-token", "documents", dict(end_of_document=True)),
    ("masked-lm", "position", masked("hf-dynamic", False, False)),
    ("masked-lm", "documents", masked("hf-dynamic", True, False)),
    ("masked-lm", "position", masked("bert-exact", False, True)),
    ("masked-lm", "documents", masked("bert-exact", True, True)),
]

if __name__ == "__main__":
    for objective, split, settings in CASES:
        is_masked = objective == "masked-lm"
        filler = PAD if settings.get("cls_sep") else 0
        flags = ["true" if settings.get(f) else "false"
                 for f in ("end_of_document", "whole_word", "cls_sep")]
        hashes = [hash_of(batch(objective, split, "training", step, micro, settings),
                          is_masked, filler) for step, micro in ((0, 0), (1000, 1))]
        tokens = stream("validation", split, settings.get("end_of_document", False))
        span = CONTEXT - 2 if settings.get("cls_sep") else CONTEXT
        last = math.ceil(math.ceil((len(tokens) - (not is_masked)) / span) / BATCH) - 1
        hashes.append(hash_of(batch(objective, split, "validation", last, 0, settings),
                              is_masked, filler))
        print('    {"%s", "%s", "%s", %s,\n     {"%s",\n      "%s",\n      "%s"}},' % (
            objective, split, settings.get("algorithm", ""), ", ".join(flags), *hashes))
    for objective, split, settings in BOTH_SIDES:
        span, target = window_length(objective, settings), CONTEXT
        if objective == "span-corruption":
            target = span_lengths(CONTEXT, settings)[1]
        last = math.ceil(math.ceil(len(stream("validation", split, False)) / span) / BATCH) - 1
        places = [("training", 0, 0), ("training", 1000, 1), ("validation", last, 0)]
        hashes = [hash_of_both_sides(batch(objective, split, part, step, micro, settings), target)
                  for part, step, micro in places]
        assignments = ",".join("objective.%s=%s" % (
            {"lambda": "poisson_lambda", "roll": "random_roll"}.get(key, key), str(value).lower())
            for key, value in settings.items() if value != (noise() | spans(0.15, 3.0, False))[key])
        print('    {"%s", "%s",\n     "%s",\n     {"%s",\n      "%s",\n      "%s"}},' % (
            objective, split, assignments, *hashes))
