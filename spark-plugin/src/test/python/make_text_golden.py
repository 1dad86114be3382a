"""Writes a small tokenizer, and what Hugging Face's library makes of texts with it.

    python make_text_golden.py ../resources/golden/text

The vocabularies are trained on Nibble's own documents. Each line of a .jsonl file is a text or a pair with the
tokens that it becomes, under one of the settings in the first line.
"""

import base64
import io
import json
import random
import sys
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

DOCS = sorted((Path(__file__).resolve().parents[4] / "docs").glob("*.md"))
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
NORMALIZERS = [
    dict(clean_text=clean, handle_chinese_chars=apart, strip_accents=strip, lowercase=lower)
    for clean, apart, strip, lower in [
        (True, True, None, True),
        (True, True, None, False),
        (True, False, False, True),
        (False, True, True, False),
        (False, False, None, True),
    ]
]
ALPHABETS = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF),
    (0xE00, 0x10FF), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF),
    (0x4E00, 0x9FFF), (0xA640, 0xABFF), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xF900, 0xFFFF),
    (0x10000, 0x1FFFF), (0x20000, 0x2FA1F), (0xE0000, 0xE01EF), (0, 0x9F),
]  # fmt: skip


def tokenizer():
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    alphabet = [chr(c) for c in (*range(0x21, 0x7F), *range(0x3B1, 0x3CA), 0x4E2D, 0x6587, 0xE9, 0x1112, 0x1161)]
    trainer = trainers.WordPieceTrainer(
        vocab_size=1500, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    made.train([str(path) for path in DOCS], trainer)
    made.add_special_tokens([AddedToken("[MASK]", lstrip=True, rstrip=False, normalized=False)])
    made.add_tokens([AddedToken("Né Zwei", rstrip=True, normalized=True), AddedToken("Né Zwei drei", normalized=True)])
    named = [(token, made.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=named
    )
    return made


def byte_level():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=1500, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    made.train([str(path) for path in DOCS], trainer)
    made.add_special_tokens(["<s>", "</s>", AddedToken("<mask>", lstrip=True, normalized=False)])
    named = {token: made.token_to_id(token) for token in ("<s>", "</s>")}
    made.post_processor = processors.RobertaProcessing(
        ("</s>", named["</s>"]), ("<s>", named["<s>"]), trim_offsets=True, add_prefix_space=False
    )
    return made


def pieces(vocab_size, **settings):
    """A model of SentencePiece, which brings its map of characters (nmt_nfkc)."""
    model = io.BytesIO()
    lines = [line for path in DOCS for line in path.read_text("utf-8").splitlines() if line]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=vocab_size, minloglevel=2,
        hard_vocab_limit=False, num_threads=1, **settings
    )  # fmt: skip
    return sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())


def precompiled(charsmap):
    return {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode()}


def unigram():
    """As transformers converts XLM-RoBERTa's."""
    proto = pieces(1200)
    vocab = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocab += [(piece.piece, round(piece.score, 6)) for piece in proto.pieces[3:]]
    # As good as the sum of two others.
    vocab += [(c + d, -10.0) for c, d in ("λμ", "μν", "νλ")] + [(c, -5.0) for c in "λμν中é한"] + [("λμν", -15.0)]
    vocab += [(f"<0x{value:02X}>", -20.0) for value in range(256)]
    made = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False)])
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    state = json.loads(made.to_str())
    state["normalizer"] = precompiled(proto.normalizer_spec.precompiled_charsmap)
    return state


def settings_of_unigram(charsmap):
    """Normalizers, pre-tokenizers and byte fallback: families' own, and what else is supported."""
    n, p = normalizers, pre_tokenizers

    def state(part):
        return json.loads(part.__getstate__())

    def sequence(*parts):
        return {"type": "Sequence", "normalizers": [part if isinstance(part, dict) else state(part) for part in parts]}

    spaces = n.Replace(Regex(" {2,}"), "\u2581")
    return [
        (charsmap, p.Sequence([p.WhitespaceSplit(), p.Metaspace()]), False),
        (sequence(charsmap, n.Strip(left=False), spaces), p.Metaspace(prepend_scheme="first"), True),
        (sequence(n.Replace("``", '"'), n.NFKD(), n.StripAccents(), n.Lowercase(), charsmap), p.Metaspace(), True),
        (sequence(n.NFC(), n.Prepend("\u2581x"), n.Replace(" ", "\u2581")), None, True),
        (sequence(n.NFKC(), n.Strip()), p.Sequence([p.Digits(True), p.Punctuation("contiguous"), p.Metaspace()]), False),
        (sequence(n.NFD(), n.Replace("e", "")), p.Sequence([p.Digits(), p.Punctuation("merged_with_next")]), False),
        (sequence(n.Replace("a", "bc")), p.Sequence([p.Punctuation("merged_with_previous"),
                                                    p.Metaspace(prepend_scheme="never", split=False)]), True),
    ]  # fmt: skip


def with_settings(state, normalizer, pre_tokenizer, falls_back):
    state = dict(state, normalizer=normalizer, model=dict(state["model"], byte_fallback=falls_back))
    state["pre_tokenizer"] = pre_tokenizer and json.loads(pre_tokenizer.__getstate__())
    return state


def texts(draw):
    words = DOCS[0].read_text("utf-8").split() + ["<mask>", "'re", "\n\n", "[SEP]", " [MASK] ", "Né Zwei ", "ne zwei drei", "x" * 101]

    def scrap():
        low, high = draw.choice(ALPHABETS)
        points = (draw.randint(low, high) for _ in range(draw.randint(1, 5)))
        return "".join(chr(c) for c in points if not 0xD800 <= c < 0xE000)

    def marked():
        marks = draw.choices([0x301, 0x308, 0x323, 0x345, 0x334, 0x5B0, 0x94D, 0x302F, 0x1D165], k=3)
        return draw.choice("aeÅ한ά") + "".join(map(chr, marks))

    fixed = ["", " ", "\t\n", "\0", "\u200b", "👩‍👩‍👧‍👦 family", "İstanbul ΑΣ", "don't", "中文abc文", "[CLS][SEP]", "a" * 100]
    yield from fixed
    while True:
        parts = [draw.choice([lambda: draw.choice(words), scrap, marked])() for _ in range(draw.randint(1, 12))]
        yield draw.choice(["", " "]).join(parts)


def write(file, made, which, count, draw, source):
    for i in range(count):
        limit = draw.choice([8, 9, 20, 512])
        made.enable_truncation(limit)
        text, pair = next(source), next(source) if i % 3 == 2 else None
        encoding = made.encode(text, pair)
        row = [which, limit, text, pair, encoding.ids, encoding.type_ids, encoding.offsets]
        row.append([-1 if s is None else s for s in encoding.sequence_ids])
        print(json.dumps(row, separators=(",", ":")), file=file)


def main():
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    draw = random.Random(7)
    source = texts(draw)
    made = tokenizer()
    made.save(str(directory / "wordpiece.json"), pretty=False)
    with open(directory / "wordpiece.jsonl", "w", encoding="ascii") as file:
        print(json.dumps(NORMALIZERS), file=file)
        for which, settings in enumerate(NORMALIZERS):
            made.normalizer = normalizers.BertNormalizer(**settings)
            # Contents of normalized tokens are normalized when they are added.
            write(file, Tokenizer.from_str(made.to_str()), which, 180, draw, source)
    made = byte_level()
    made.save(str(directory / "bytelevel.json"), pretty=False)
    with open(directory / "bytelevel.jsonl", "w", encoding="ascii") as file:
        write(file, made, 0, 400, draw, source)
    state = json.loads(made.to_str())
    # Pieces that no merge leads to, as words are found.
    state["model"] |= dict(ignore_merges=True, merges=state["model"]["merges"][:-300])
    with open(directory / "ignoremerges.jsonl", "w", encoding="ascii") as file:
        write(file, Tokenizer.from_str(json.dumps(state)), 0, 100, draw, source)
    state = unigram()
    kinds = settings_of_unigram(state["normalizer"])
    charsmap = kinds[0][0]
    (directory / "unigram.json").write_text(json.dumps(state, separators=(",", ":")), "utf-8")
    with open(directory / "unigram.jsonl", "w", encoding="ascii") as file:
        changes = [with_settings(state, *kind) for kind in kinds]
        fields = [{key: made[key] for key in ("normalizer", "pre_tokenizer")} for made in changes]
        fallback = [made["model"]["byte_fallback"] for made in changes]
        # The map of characters is in the other file.
        header = json.dumps([fields, fallback]).replace(json.dumps(charsmap), '"charsmap"')
        print(header, file=file)
        for which, changed in enumerate(changes):
            write(file, Tokenizer.from_str(json.dumps(changed)), which, 100, draw, source)


if __name__ == "__main__":
    main()
