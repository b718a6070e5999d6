// The import job: input files -> readers -> corpus folder.
#include "core/corpus/import.h"

#include "core/base/files.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/source_files.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

std::vector<FieldRef> fieldsOf(ImportSettings& s) {
  return {
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
      choiceField(
          {.key = "import.encoding",
           .label = UNMASK_TEXT("core", "Encoding"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "How bytes become characters. Automatic: UTF-8, or UTF-16 "
                                      "where the file begins with its byte-order mark."),
           .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                       {"utf-8", UNMASK_TEXT("core", "UTF-8")},
                       {"utf-16", UNMASK_TEXT("core", "UTF-16")},
                       {"latin-1", UNMASK_TEXT("core", "Latin-1")}}},
          s.encoding),
      choiceField(
          {.key = "import.invalid_bytes",
           .label = UNMASK_TEXT("core", "Wrong bytes"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "What to do with bytes that are no characters in this "
                                      "encoding."),
           .choices = {{"replace", UNMASK_TEXT("core", "replace by U+FFFD")},
                       {"refuse", UNMASK_TEXT("core", "refuse the import")}}},
          s.invalidBytes),
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
}

namespace {

// Reads one file into the writer. Files that cannot be used are skipped.
Status importFile(const InputFile& input, const ImportSettings& settings,
                  const std::string& separator, CorpusWriter& writer, CorpusInfo& info,
                  JobControl& job) {
  const std::string file = input.path.string();
  auto text = DecodedText::open(input.path, settings, job);
  if (!text) {
    if (isCancelled(text.error())) return failure(text.error());
    writer.skipped(file, {}, text.error().what);
    return {};
  }
  if (!text->notText().empty()) {
    writer.skipped(file, {}, text->notText());
    return {};
  }
  const uint64_t before = writer.documents();
  const DocumentSink sink = {
      [&](std::string_view part) { return writer.append(part); },
      [&] { return writer.endDocument(); },
      [&](Message place, Message reason) { writer.skipped(file, place, reason); }};
  switch (input.format) {
    case Format::text:
      UNMASK_TRY(readText(*text, separator, sink));
      break;
    case Format::jsonLines:
      UNMASK_TRY(readJsonLines(*text, settings.field, sink));
      break;
    case Format::json:
      UNMASK_TRY(readJson(*text, settings.field, sink));
      break;
    case Format::csv:
      UNMASK_TRY(readCsv(*text, ',', settings.field, sink));
      break;
    case Format::tsv:
      UNMASK_TRY(readCsv(*text, '\t', settings.field, sink));
      break;
  }
  if (!text->bytes().damage().empty())
    writer.skipped(file, message(UNMASK_TEXT("core", "the rest")), text->bytes().damage());
  const ReplacedBytes& replaced = text->replaced();
  writer.replacedBytes(replaced.count);
  for (const uint64_t offset : replaced.first)
    writer.skipped(file, message(UNMASK_TEXT("core", "byte %1"), offset),
                   message(UNMASK_TEXT("core", "Not valid in this encoding: replaced by U+FFFD.")));
  info.sources.push_back(
      {file, text->bytes().sourceBytes(), text->bytes().sha256(), writer.documents() - before});
  return {};
}

}  // namespace

Result<CorpusInfo> importTextInto(const std::vector<fs::path>& paths, const std::string& name,
                                  const ImportSettings& settings, const fs::path& folder,
                                  const std::string& slug, JobControl& job) {
  ImportSettings copy = settings;
  for (const FieldRef& field : fieldsOf(copy)) UNMASK_TRY(field.set(field.get()));
  job.beginStage(message(UNMASK_TEXT("core", "Looking for files")));
  UNMASK_ASSIGN(const InputFiles input, inputFiles(paths, settings, job));
  UNMASK_ASSIGN(CorpusWriter writer, CorpusWriter::create(folder));
  for (const auto& [path, reason] : input.skipped) writer.skipped(path.string(), {}, reason);

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

  if (info.statistics.skipped.empty())
    return failure(message(UNMASK_TEXT("core", "There are no text files in %1."),
                           paths.empty() ? std::string("\"\"") : paths.front().string()),
                   message(UNMASK_TEXT("core",
                                       "Choose files that end in .txt, .md, .jsonl, .json, .csv or "
                                       ".tsv, or a folder with such files.")));
  const SkippedItem& first = info.statistics.skipped.front();
  return failure(message(UNMASK_TEXT("core", "Nothing could be imported. %1 %2: %3"), first.file,
                         first.place, first.reason),
                 message(UNMASK_TEXT("core", "Choose a file with text in it.")));
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
