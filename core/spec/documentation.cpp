// Documentation made from the descriptions of settings and measures.
#include "core/spec/documentation.h"

#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"

namespace unmask {

namespace {

std::string table(const std::vector<FieldRef>& fields) {
  std::string text = "| setting | default | allowed | meaning |\n|---|---|---|---|\n";
  for (const FieldRef& field : fields) {
    const std::string unit = *field.info.unit ? std::string(" ") + field.info.unit : "";
    std::string allowed = rangeText(field);
    for (size_t bar = allowed.find('|'); bar != std::string::npos; bar = allowed.find('|', bar + 2))
      allowed.insert(bar, "\\");
    text += std::string("| `") + field.info.key + "` | " + field.get().dump() + unit + " | " +
            allowed + " | " + field.info.explanation + " |\n";
  }
  return text;
}

template <class Settings>
std::string section(const char* heading) {
  Settings settings;
  return std::string("## ") + heading + "\n\n" + table(fieldsOf(settings)) + "\n";
}

const char* name(Better better) {
  switch (better) {
    case Better::lower:
      return "lower";
    case Better::higher:
      return "higher";
    case Better::neither:
      return "neither";
  }
  return "";
}

}  // namespace

std::string settingsMarkdown() {
  return section<NextTokenSettings>("Next token") + section<MaskedLmSettings>("Masked words") +
         section<SpanCorruptionSettings>("Span corruption") +
         section<DenoisingSettings>("Denoising") +
         section<ContrastiveSettings>("Contrastive views") +
         section<MaskedPixelsSettings>("Masked pixels") +
         section<PictureTokenizerSettings>("Picture tokenizer") +
         section<MaskedTokensSettings>("Masked picture codes") +
         section<ImageTextContrastSettings>("Image-text contrast") +
         section<ImageTextMatchingSettings>("Image-text matching") +
         section<DataSettings>("Data") + section<ModelSettings>("Model") +
         section<PictureModelSettings>("Model of pictures") + section<TrainSettings>("Training") +
         section<SampleSettings>("Samples");
}

std::string measuresMarkdown() {
  std::string text = "## Measures\n\n| measure | unit | better | meaning |\n|---|---|---|---|\n";
  for (const Measure& measure : measures()) {
    const char* unit = isTrainedLoss(measure.id) ? "the objective's own" : measure.unit;
    text += std::string("| `") + measure.id + "` | " + unit + " | " + name(measure.better) + " | " +
            measure.meaning + " |\n";
  }
  return text;
}

}  // namespace unmask
