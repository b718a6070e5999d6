// spec.json: what is read can be written, and reads back as the same.
#include "core/spec/run_spec.h"

#include <nlohmann/json.hpp>

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto spec = runSpecFromJson(std::string(textOf(data, size)), "spec.json");
  if (!spec) {
    UNMASK_CLAIM(!inEnglish(spec.error()).empty());
    return 0;
  }
  const std::string text = toJson(*spec).dump();
  const auto again = runSpecFromJson(text, "spec.json");
  UNMASK_CLAIM(again && toJson(*again).dump() == text);
  return 0;
}
