// Choosing the family's batches, and what holds for every family.
#include "core/dataset/batches.h"

#include "core/spec/catalogue.h"
#include "core/spec/picture_tokenizer_info.h"

namespace unmask {

namespace {

Status atLeastOne(const char* key, int64_t value) {
  if (value >= 1) return {};
  return failure(message(UNMASK_TEXT("core", "%1 = %2 is too small."), key, value),
                 message(UNMASK_TEXT("core", "Use at least %1."), 1));
}

// The picture tokenizer lies there that the run was made with, and can read its views.
Status checkPictureTokenizer(const RunSpec& spec, const std::filesystem::path& folder) {
  UNMASK_ASSIGN(const PictureTokenizerInfo info, readPictureTokenizerInfo(folder));
  if (info.hash != spec.tokenizer.hash || info.shape.codes != spec.pieces)
    return failure(message(UNMASK_TEXT("core",
                                       "The picture tokenizer %1 is not the one this run was made "
                                       "with."),
                           info.slug),
                   message(UNMASK_TEXT("core", "Put the old one back, or start a new run.")));
  return fits(spec, info);
}

template <class Source>
Result<std::unique_ptr<const BatchSource>> kept(Result<Source> opened) {
  if (!opened) return failure(std::move(opened).error());
  return std::make_unique<Source>(std::move(*opened));
}

}  // namespace

Result<Batches> Batches::open(const RunSpec& spec, const DataFolders& folders, Access access) {
  UNMASK_TRY(atLeastOne("train.batch_size", spec.train.batchSize));
  UNMASK_TRY(atLeastOne("train.accumulate", spec.train.accumulate));
  UNMASK_ASSIGN(auto source, familyOf(spec) == Family::text
                                 ? kept(TextBatches::open(spec, folders.tokens, access))
                                 : kept(PictureBatches::open(spec, folders, access)));
  std::filesystem::path tokenizer;
  if (usesPictureTokenizer(spec) && !folders.pictureTokenizer.empty()) {
    UNMASK_TRY(checkPictureTokenizer(spec, folders.pictureTokenizer));
    tokenizer = folders.pictureTokenizer;
  }
  return Batches(static_cast<uint64_t>(spec.train.accumulate), std::move(source),
                 std::move(tokenizer));
}

Result<Batches> Batches::open(const RunSpec& spec, const std::filesystem::path& folder,
                              Access access) {
  return open(spec, DataFolders{folder, folder}, access);
}

Result<Batch> Batches::training(uint64_t step, uint64_t micro) const {
  if (micro >= accumulate_)
    return failure(message(UNMASK_TEXT("core", "A step has %1 micro-batches; %2 was asked for."),
                           accumulate_, micro));
  return source_->training(step, micro);
}

Result<Batch> Batches::evaluation(uint64_t index) const {
  const EvaluationSize size = evaluationSize();
  if (index >= size.batches)
    return failure(
        message(UNMASK_TEXT("core", "The validation pass has %1 batches; %2 was asked for."),
                size.batches, index));
  return source_->evaluation(index);
}

}  // namespace unmask
