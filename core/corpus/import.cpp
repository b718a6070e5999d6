// The import job: input files -> readers -> corpus folder.
#include "core/corpus/import.h"

#include "core/base/files.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/nothing_imported.h"
#include "core/corpus/source_files.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

std::vector<FieldRef> fieldsOf(ImportSettings& s) {
  std::vector<FieldRef> fields = {
      choiceField(
          {.key = "import.separator",
           .label = UNMASK_TEXT("core", "Documents end at"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "What separates documents in text files. Automatic: blank "
                                      "lines in a single file, else each file is a document."),
           .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                       {"file", UNMASK_TEXT("core", "the end of the file")},
                       {"blank-line", UNMASK_TEXT("core", "blank lines")},
                       {"line", UNMASK_TEXT("core", "every line")}},
           .essential = true},
          s.separator),
      textField(
          {.key = "import.field",
           .label = UNMASK_TEXT("core", "Field"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "The JSON field or CSV column that holds the text; empty: "
                                      "found by its name or as the longest one.")},
          s.field),
      textField(
          {.key = "import.glob",
           .label = UNMASK_TEXT("core", "Names"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "Pattern for the names of files taken from folders, such as "
                                      "*.txt.")},
          s.glob),
      booleanField({.key = "import.recursive",
                    .label = UNMASK_TEXT("core", "Folders within folders"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Whether folders inside the given folders are read too.")},
                   s.recursive),
  };
  for (FieldRef& field : fieldsOf(s.reading)) fields.push_back(std::move(field));
  return fields;
}

namespace {

// Reads one file into the writer. Files that cannot be used are skipped.
Status importFile(const InputFile& input, const ImportSettings& settings,
                  const std::string& separator, CorpusWriter& writer, CorpusInfo& info,
                  JobControl& job) {
  const std::string file = input.path.string();
  auto text = DecodedText::open(input.path, settings.reading, job);
  if (!text) {
    if (isCancelled(text.error())) return failure(text.error());
    writer.skipped(file, {}, text.error().what);
    return {};
  }
  if (!text->notText().empty()) {
    writer.skipped(file, {}, text->notText());
    return {};
  }
  const uint64_t before = writer.documents(), skipsBefore = writer.skips();
  const DocumentSink sink = {
      [&](std::string_view part) { return writer.append(part); },
      [&] { return writer.endDocument(); },
      [&](const Message& place, const Message& reason) { writer.skipped(file, place, reason); },
      [&](const Message& place, const Message& what) { writer.noted(file, place, what); }};
  Reading reading;
  reading.file = file;
  UNMASK_TRY(readDocuments(*text, input.format, separator, settings, sink, reading));
  if (!text->bytes().damage().empty())
    writer.skipped(file, message(UNMASK_TEXT("core", "the rest")), text->bytes().damage());
  tellReplaced(*text, file, writer);
  const uint64_t documents = writer.documents() - before;
  if (documents == 0 && writer.skips() == skipsBefore)
    writer.skipped(file, {}, message(UNMASK_TEXT("core", "There is no text in it.")));
  addReading(info, std::move(reading));
  info.sources.push_back({file, text->bytes().sourceBytes(), text->bytes().sha256(), documents});
  return {};
}

}  // namespace

Result<CorpusInfo> importTextInto(const std::vector<fs::path>& paths, const std::string& name,
                                  const ImportSettings& settings, const fs::path& folder,
                                  const std::string& slug, JobControl& job) {
  ImportSettings copy = settings;
  for (const FieldRef& field : fieldsOf(copy)) UNMASK_TRY(field.set(field.get()));
  UNMASK_TRY(checkReading(settings.reading));
  job.beginStage(message(UNMASK_TEXT("core", "Looking for files")));
  UNMASK_ASSIGN(const InputFiles input, inputFiles(paths, settings, job));
  UNMASK_ASSIGN(CorpusWriter writer, CorpusWriter::create(folder));
  for (const auto& [path, reason] : input.skipped) writer.skipped(path.string(), {}, reason);
  writer.leftOut() = input.leftOut;

  CorpusInfo info;
  info.slug = slug;
  info.name = name;
  info.separator = settings.separator;
  if (info.separator == "auto") info.separator = input.files.size() == 1 ? "blank-line" : "file";
  job.beginStage(message(UNMASK_TEXT("core", "Importing text")), input.bytes);
  for (const InputFile& file : input.files)
    UNMASK_TRY(importFile(file, settings, info.separator, writer, info, job));
  UNMASK_ASSIGN(info, writer.finish(std::move(info)));
  if (job.cancelled()) return failure(cancelledError());
  if (info.statistics.documents > 0) return info;

  const std::string given = paths.empty() ? "\"\"" : paths.front().string();
  return failure(nothingImported(
      info.statistics,
      {message(UNMASK_TEXT("core", "There are no text files in %1."), given),
       message(UNMASK_TEXT("core",
                           "Choose files that end in .txt, .md, .jsonl, .json, .csv or .tsv, or a "
                           "folder with such files."))},
      message(UNMASK_TEXT("core", "Choose a file with text in it."))));
}

Result<CorpusInfo> importText(const std::vector<fs::path>& paths, const std::string& name,
                              const ImportSettings& settings, const fs::path& folder,
                              JobControl& job) {
  UNMASK_TRY(refuseExisting(folder));
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  UNMASK_ASSIGN(CorpusInfo info, importTextInto(paths, name, settings, partial.path(),
                                                folder.filename().string(), job));
  UNMASK_TRY(partial.commit());
  return info;
}

}  // namespace unmask
