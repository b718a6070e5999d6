// The jobs behind the Data page, each whole or not at all.
#include "ui/data/data_jobs.h"

#include "core/base/platform.h"
#include "core/corpus/fit.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/prepare.h"
#include "core/corpus/samples.h"

namespace unmask {

namespace {

std::filesystem::path commandLineProgram() {
  return executableFolder() / "unmask-cli";
}

PreparePlaces placesFor(const Workspace& workspace, const std::string& name) {
  return {workspace.newCorpusFolder(name), workspace.newTokenizerFolder(name),
          commandLineProgram()};
}

Prepared slugs(const PreparedCorpus& made) {
  return {made.corpus.filename().string(), made.tokenizer.filename().string()};
}

Result<Prepared> encodeWith(const Workspace& workspace, const std::filesystem::path& corpusFolder,
                            const std::filesystem::path& tokenizerFolder, JobControl& control) {
  UNMASK_ASSIGN(const auto tokenizer, openTokenizer(tokenizerFolder));
  UNMASK_TRY(encodeCorpusWith(workspace, corpusFolder, *tokenizer, control));
  return Prepared{corpusFolder.filename().string(), tokenizerFolder.filename().string()};
}

}  // namespace

Status encodeCorpusWith(const Workspace& workspace, const std::filesystem::path& corpusFolder,
                        const Tokenizer& tokenizer, JobControl& control) {
  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(corpusFolder));
  UNMASK_TRY(encodeCorpus(corpus, tokenizer, workspace.root(), control));
  return {};
}

Result<FirstLook> look(const LookRequest& request, JobControl& control) {
  return request.ofPictures ? lookAt(request.paths, request.pictures, control)
                            : lookAt(request.paths, request.text, control);
}

Result<Looked> lookFirst(LookRequest request) {
  JobControl control;
  request.ofPictures = holdPictures(request.paths);
  UNMASK_ASSIGN(FirstLook first, look(request, control));
  return Looked{std::move(request), std::move(first)};
}

Result<Prepared> importFiles(const Workspace& workspace, const LookRequest& request,
                             JobControl& control) {
  const std::filesystem::path& first = request.paths.front();
  std::string name = first.stem().string();
  if (name.empty()) name = first.parent_path().filename().string();
  const PreparePlaces places = placesFor(workspace, name);
  UNMASK_ASSIGN(const PreparedCorpus made,
                request.ofPictures
                    ? importPicturesAndPrepare(request.paths, name, request.pictures, nullptr,
                                               places, control)
                    : importAndPrepare(request.paths, name, request.text, nullptr, places,
                                       control));
  return slugs(made);
}

Result<Prepared> makeBuiltIn(const Workspace& workspace, const std::string& sampleId,
                             JobControl& control) {
  UNMASK_ASSIGN(const PreparedCorpus made,
                makeSampleAndPrepare(sampleId, placesFor(workspace, sampleId), control));
  return slugs(made);
}

Result<Prepared> trainAnother(const Workspace& workspace, const std::filesystem::path& corpusFolder,
                              const TokenizerSettings& settings, JobControl& control) {
  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(corpusFolder));
  UNMASK_TRY(hasText(corpus.info()));
  std::string name = corpus.info().name + " " + settings.type;
  if (settings.type == "unigram" || settings.type == "bpe")
    name += " " + std::to_string(settings.vocabularySize);
  const std::filesystem::path folder = workspace.newTokenizerFolder(name);
  UNMASK_TRY(trainTokenizer(textOf(corpus), settings, name, folder, commandLineProgram(), control));
  return encodeWith(workspace, corpusFolder, folder, control);
}

Result<Prepared> openModel(const Workspace& workspace, const std::filesystem::path& model,
                           const std::filesystem::path& corpusFolder, JobControl& control) {
  const std::string name = model.stem().string();
  const std::filesystem::path folder = workspace.newTokenizerFolder(name);
  UNMASK_TRY(importModel(model, name, folder));
  if (corpusFolder.empty()) return Prepared{{}, folder.filename().string()};
  return encodeWith(workspace, corpusFolder, folder, control);
}

}  // namespace unmask
