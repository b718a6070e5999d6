// SentencePiece models that others made: what our checks let through, SentencePiece loads, and its
// encoding covers every byte of a text.
#include "core/tokenizers/sentencepiece_tokenizer.h"
#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = textOf(data, size);
  if (!describeModel(bytes, "a.model")) return 0;
  const auto tokenizer = SentencePieceTokenizer::load(bytes, "a.model");
  if (!tokenizer) return 0;
  const std::string text = "A cat\xe2\x96\x81sat,  on\n\tthe \xff mat. \xe4\xb8\xad\xe6\x96\x87";
  const Encoding encoding = (*tokenizer)->encode(text);
  uint64_t covered = 0;
  for (const uint32_t count : encoding.bytes) covered += count;
  UNMASK_CLAIM(covered == text.size() && encoding.ids.size() == encoding.bytes.size());
  for (const int32_t id : encoding.ids) UNMASK_CLAIM(id >= 0 && id < (*tokenizer)->pieces());
  (*tokenizer)->decode({encoding.ids.begin(), encoding.ids.end()});
  return 0;
}
