// What a run is: everything needed to repeat it. Saved as spec.json in the run's folder.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.h"
#include "core/spec/picture_model.h"
#include "core/spec/picture_settings.h"
#include "core/spec/settings.h"
#include "core/spec/token_ids.h"

namespace unmask {

using ObjectiveSettings =
    std::variant<NextTokenSettings, MaskedLmSettings, SpanCorruptionSettings, DenoisingSettings,
                 MaskedPixelsSettings, PictureTokenizerSettings, MaskedTokensSettings,
                 ContrastiveSettings, ImageTextContrastSettings, ImageTextMatchingSettings>;

// What kind of corpus an objective works on.
enum class Family { text, pictures, pairs };

// A corpus or tokenizer as a run refers to it: where it lay, and what it was.
struct DataRef {
  std::string slug;
  std::string hash;  // SHA-256 over its content; a run refuses other content
};

struct RunSpec {
  std::string objective = "next-token";  // id in the catalogue
  DataRef corpus;
  DataRef tokenizer;
  int64_t pieces = 0;    // V of the tokenizer: pieces, or codes of a picture tokenizer; 0: none
  int64_t channels = 3;  // of the corpus's pictures
  DataSettings data;
  ModelSettings model;
  PictureModelSettings pictureModel;
  TrainSettings train;
  ObjectiveSettings objectiveSettings;
  SampleSettings samples;
  std::string device = "auto";  // auto | cpu | cuda:N; resolved at launch
  std::string preset;           // the preset it started from, for display

  TokenIds tokenIds() const { return {pieces}; }
};

// All fields in display order: objective, data, model, train, samples. Settings that the
// objective's model and samples have no use for are left out.
std::vector<FieldRef> fieldsOf(RunSpec&);

// Whether another setting makes this one mean nothing: a transformer's layers beside a residual
// network, LARS's trust beside AdamW. Its value is kept all the same.
bool idle(const RunSpec&, std::string_view key);

// Defaults of `objective` (its first preset); Error for an unknown id.
Result<RunSpec> defaultSpec(const std::string& objective);

// Rules between fields: width divisible by heads, rates that add up, warm-up within the decay...
// Names the key and what to do.
Status validate(const RunSpec&);

Family familyOf(const RunSpec&);
// How a picture objective makes its views.
const ViewSettings& viewOf(const RunSpec&);
// Works without a tokenizer of texts.
inline bool picturesAlone(const RunSpec& spec) { return familyOf(spec) == Family::pictures; }
// RunSpec::tokenizer names a picture tokenizer, whose codes are to be predicted.
inline bool usesPictureTokenizer(const RunSpec& spec) {
  return std::holds_alternative<MaskedTokensSettings>(spec.objectiveSettings);
}

// The objective's text model has an encoder and a decoder: inputs and targets of different length.
bool isEncoderDecoder(const RunSpec&);

// Labels of one example: model.context, or as many as span corruption's targets have.
int64_t targetLength(const RunSpec&);

// Positions of one example in the model's largest transformer: tokens or patches; of a residual
// network, squares of 4 x 4 pixels.
int64_t positionsOf(const RunSpec&);

// Size of the model's vocabulary: the shortest prefix of the reserved ids its objective uses.
int64_t vocabularySize(const RunSpec&);

nlohmann::json toJson(const RunSpec&);
Result<RunSpec> runSpecFromJson(const std::string& text, const std::string& fileName);

}  // namespace unmask
