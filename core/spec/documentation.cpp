// Documentation made from the settings' descriptions.
#include "core/spec/documentation.h"

#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"

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
std::string tableOf() {
  Settings settings;
  return table(fieldsOf(settings));
}

}  // namespace

std::string settingsMarkdown() {
  return "Next token\n\n" + tableOf<NextTokenSettings>() + "\nMasked words\n\n" +
         tableOf<MaskedLmSettings>() + "\nSpan corruption\n\n" + tableOf<SpanCorruptionSettings>() +
         "\nDenoising\n\n" + tableOf<DenoisingSettings>() + "\nContrastive views\n\n" +
         tableOf<ContrastiveSettings>() + "\nMasked pixels\n\n" + tableOf<MaskedPixelsSettings>() +
         "\nPicture tokenizer\n\n" + tableOf<PictureTokenizerSettings>() +
         "\nMasked picture codes\n\n" + tableOf<MaskedTokensSettings>() +
         "\nImage-text contrast\n\n" + tableOf<ImageTextContrastSettings>() +
         "\nImage-text matching\n\n" + tableOf<ImageTextMatchingSettings>() + "\nData\n\n" +
         tableOf<DataSettings>() + "\nModel\n\n" + tableOf<ModelSettings>() +
         "\nModel of pictures\n\n" + tableOf<PictureModelSettings>() + "\nTraining\n\n" +
         tableOf<TrainSettings>() + "\nSamples\n\n" + tableOf<SampleSettings>();
}

}  // namespace unmask
