// Loading a run's model and asking it about a batch.
#include "core/worker/derive.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cmath>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/engine/learner.h"
#include "core/engine/trainer.h"
#include "core/runs/run_folder.h"
#include "core/worker/checkpoints.h"
#include "core/worker/picture_codes.h"
#include "core/worker/run_inputs.h"

namespace unmask {

namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kMostRows = 128;      // pictures that are answered about
constexpr size_t kMostExamples = 4096;  // asked by number
constexpr int kDeepest = 6;

tl::unexpected<Error> badly(const char* name) {
  return failure(message(UNMASK_TEXT("core", "The question's %1 is missing or not valid."), name));
}

Result<int64_t> wholeNumber(const Json& asked, const char* name, int64_t otherwise, int64_t least) {
  const auto found = asked.find(name);
  if (found == asked.end()) return otherwise;
  if (!found->is_number_integer()) return badly(name);
  if (found->is_number_unsigned() && found->get<uint64_t>() > uint64_t{1} << 62) return badly(name);
  const auto value = found->get<int64_t>();
  if (value < least) return badly(name);
  return value;
}

Result<std::vector<uint64_t>> numbers(const Json& asked, const char* name) {
  const auto found = asked.find(name);
  if (found == asked.end() || !found->is_array() || found->empty() || found->size() > kMostExamples)
    return badly(name);
  std::vector<uint64_t> values;
  for (const Json& value : *found) {
    if (!value.is_number_unsigned()) return badly(name);
    values.push_back(value.get<uint64_t>());
  }
  return values;
}

// Whether a model of `run` can be given batches of `other`.
Status fits(const RunSpec& run, const RunSpec& other) {
  const bool same = other.objective == run.objective && other.corpus.hash == run.corpus.hash &&
                    other.tokenizer.hash == run.tokenizer.hash && other.pieces == run.pieces &&
                    other.channels == run.channels && viewOf(other).size == viewOf(run).size &&
                    other.model.context == run.model.context;
  if (same) return {};
  return failure(message(UNMASK_TEXT("core",
                                     "The run's model reads other pictures or captions than these "
                                     "settings make.")),
                 message(UNMASK_TEXT("core",
                                     "Choose a run of the same corpus, tokenizer, view size "
                                     "and context.")));
}

Json rounded(const at::Tensor& values) {
  const at::Tensor flat = values.detach().cpu().to(at::kDouble).flatten().contiguous();
  Json list = Json::array();
  for (int64_t i = 0; i < flat.numel(); ++i)
    list.push_back(std::round(flat.data_ptr<double>()[i] * 1e4) / 1e4);
  return list;
}

Json places(const at::Tensor& values) {
  const at::Tensor flat = values.cpu().contiguous();
  return std::vector<int64_t>(flat.data_ptr<int64_t>(), flat.data_ptr<int64_t>() + flat.numel());
}

// The rows and columns of the first `wanted` pictures of `all`, in each of the views.
at::Tensor firstOf(const at::Tensor& matrix, int64_t wanted, int64_t all) {
  if (wanted == all) return matrix;
  const int64_t views = matrix.size(0) / all;
  const auto cut = [&](const at::Tensor& rows) {
    std::vector<int64_t> shape = rows.sizes().vec();
    shape[0] = views;
    shape.insert(shape.begin() + 1, all);
    std::vector<int64_t> after = rows.sizes().vec();
    after[0] = views * wanted;
    return rows.reshape(shape).narrow(1, 0, wanted).reshape(after);
  };
  return cut(cut(matrix).t()).t();
}

}  // namespace

struct Deriver::State {
  fs::path run;
  std::unique_ptr<RunInputs> inputs;
  std::unique_ptr<Trainer> trainer;
  int64_t step = -1;
  std::string otherText;  // settings given with a question, and the batches they make
  RunSpec otherSpec;
  std::unique_ptr<Batches> other;
  std::unique_ptr<PictureCodesAnswers> codes;

  Status show(const fs::path& folder, int64_t checkpoint) {
    UNMASK_ASSIGN(const int64_t wanted, findCheckpoint(folder, checkpoint));
    if (folder != run || !trainer) {
      trainer.reset();  // before the batches that it refers to
      *this = {};
      JobControl job;
      auto opened = std::make_unique<RunInputs>();
      UNMASK_ASSIGN(*opened, openInputs(folder, job));
      UNMASK_ASSIGN(opened->spec, resolveAutomatic(opened->spec));
      UNMASK_ASSIGN(trainer, Trainer::create(opened->spec, *opened->batches));
      inputs = std::move(opened);
      run = folder;
    }
    if (wanted == step) return {};
    step = -1;
    UNMASK_TRY(trainer->load(checkpointFolder(run, wanted)));
    step = wanted;
    return {};
  }

  Result<const Batches*> batchesOf(const Json& asked) {
    const auto given = asked.find("spec");
    if (given == asked.end()) return inputs->batches.get();
    const std::string text = given->dump();
    if (text != otherText) {
      otherText.clear();
      UNMASK_ASSIGN(const RunSpec spec, runSpecFromJson(text, "spec"));
      UNMASK_TRY(fits(inputs->spec, spec));
      JobControl job;
      UNMASK_ASSIGN(RunInputs opened, openInputs(run, spec, job));
      other = std::move(opened.batches);
      otherText = text;
    }
    return other.get();
  }

  Result<Batch> batchOf(const Json& asked) {
    UNMASK_ASSIGN(const Batches* const batches, batchesOf(asked));
    if (!asked.contains("pictures")) {
      UNMASK_ASSIGN(const int64_t at, wholeNumber(asked, "step", 0, 0));
      UNMASK_ASSIGN(const int64_t micro, wholeNumber(asked, "micro", 0, 0));
      return batches->training(static_cast<uint64_t>(at), static_cast<uint64_t>(micro));
    }
    UNMASK_ASSIGN(const std::vector<uint64_t> pictures, numbers(asked, "pictures"));
    UNMASK_ASSIGN(const std::vector<uint64_t> draws, numbers(asked, "draws"));
    if (draws.size() != pictures.size()) return badly("draws");
    return batches->pictures().previewBatch(pictures, draws);
  }

  Result<Json> batch(const Json& asked) {
    const auto folder = asked.find("run");
    if (folder == asked.end() || !folder->is_string()) return badly("run");
    UNMASK_ASSIGN(const int64_t checkpoint, wholeNumber(asked, "checkpoint", -1, -1));
    UNMASK_ASSIGN(const int64_t most, wholeNumber(asked, "rows", kMostRows, 1));
    UNMASK_TRY(show(fs::path(folder->get<std::string>()), checkpoint));
    if (familyOf(inputs->spec) == Family::text)
      return failure(message(UNMASK_TEXT("core", "A model of %1 says nothing about pictures."),
                             inputs->spec.objective));
    UNMASK_ASSIGN(const Batch shown, batchOf(asked));
    UNMASK_ASSIGN(const BatchSight sight, trainer->sight(shown));
    if (!sight.similarities.defined())
      return failure(message(UNMASK_TEXT("core", "A model of %1 compares no examples."),
                             inputs->spec.objective));
    const auto all = static_cast<int64_t>(shown.pictures.size());
    const int64_t rows = std::min({most, all, kMostRows});
    const at::Tensor similarities = firstOf(sight.similarities, rows, all);
    Json answer = {{"of", "batch"},
                   {"objective", inputs->spec.objective},
                   {"checkpoint", step},
                   {"hash", hashOf(shown)},
                   {"rows", similarities.size(0)},
                   {"similarities", rounded(similarities)}};
    if (!sight.wrongPictures.defined()) return answer;
    const auto first = [rows](const at::Tensor& of) { return of.narrow(0, 0, rows); };
    answer["wrong_pictures"] = places(first(sight.wrongPictures));
    answer["wrong_captions"] = places(first(sight.wrongCaptions));
    answer["own_shares"] = rounded(first(sight.ownShare));
    answer["wrong_picture_shares"] = rounded(first(sight.wrongPictureShare));
    answer["wrong_caption_shares"] = rounded(first(sight.wrongCaptionShare));
    return answer;
  }

  Result<Json> answer(const Json& asked) {
    if (!asked.is_object())
      return failure(message(UNMASK_TEXT("core", "The question is not a JSON object.")));
    const auto of = asked.find("of");
    if (of != asked.end() && *of == "batch") return batch(asked);
    if (of != asked.end() && *of == "codes") {
      if (!codes) codes = std::make_unique<PictureCodesAnswers>();
      return codes->answer(asked);
    }
    return badly("of");
  }
};

Deriver::Deriver() : state_(std::make_unique<State>()) {}
Deriver::~Deriver() = default;

nlohmann::ordered_json Deriver::answer(const std::string& line) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= kDeepest; };
  const Json asked =
      line.size() > kLongestDeriveLine ? Json() : Json::parse(line, shallow, /*exceptions=*/false);
  Json said = {{"id", nullptr}};
  if (asked.is_object() && asked.contains("id") && asked["id"].is_number_integer())
    said["id"] = asked["id"];
  const auto answered =
      line.size() > kLongestDeriveLine
          ? Result<Json>(failure(message(
                UNMASK_TEXT("core", "The question has more than %1 bytes."), kLongestDeriveLine)))
          : state_->answer(asked);
  if (answered) {
    said.update(*answered);
  } else {
    said["error"] = inEnglish(answered.error());
    said["reason"] = asValue(answered.error());
  }
  return said;
}

}  // namespace unmask
