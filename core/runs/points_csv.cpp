// Writing points as CSV.
#include "core/runs/points_csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include "core/base/files.h"
#include "core/base/partial_file.h"
#include "core/runs/run_store.h"

namespace unmask {

namespace {

constexpr int64_t kPage = 100'000;  // records

void addRow(std::string& csv, const Point& point) {
  char number[32];
  const auto put = [&](auto value) {
    csv.append(number, std::to_chars(number, number + sizeof number, value).ptr);
  };
  put(point.seq);
  csv += ',';
  put(point.segment);
  csv += ',';
  csv += point.series;
  csv += ',';
  put(point.step);
  csv += ',';
  if (std::isnan(point.value))
    csv += "NaN";
  else
    put(point.value);  // the shortest text that reads back as the same number
  csv += '\n';
}

}  // namespace

Result<WrittenPoints> pointsAsCsv(const std::filesystem::path& runFolder,
                                  const std::function<Status(std::string_view)>& take,
                                  JobControl& control) {
  UNMASK_TRY(take("seq,segment,series,step,value\n"));
  UNMASK_ASSIGN(const bool recorded, pathExists(runFolder / "run.db"));
  if (!recorded) {
    UNMASK_TRY(historyIsThere(runFolder));
    return WrittenPoints{};  // prepared, never started
  }
  UNMASK_ASSIGN(const RunStoreReader reader, RunStoreReader::open(runFolder));
  UNMASK_ASSIGN(const int64_t last, reader.lastSeq());
  control.beginStage(message(UNMASK_TEXT("core", "Writing points")), static_cast<uint64_t>(last));
  int64_t seq = 0;
  WrittenPoints written;
  std::string csv;
  while (seq < last) {
    if (control.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const RecordBatch page, reader.after(seq, std::min(kPage, last - seq)));
    if (page.lastSeq <= seq) break;
    seq = page.lastSeq;
    csv.clear();
    for (const Point& point : page.points) addRow(csv, point);
    written.points += static_cast<int64_t>(page.points.size());
    UNMASK_TRY(take(csv));
    control.report(static_cast<uint64_t>(seq));
  }
  for (const EventRecord& left : reader.damage())
    written.leftOut.push_back(
        {{left.text, left.values}, {}, runFolder.filename().string(), ErrorKind::damaged});
  return written;
}

Status nothingLeftOut(const WrittenPoints& written) {
  if (written.leftOut.empty()) return {};
  Error error = written.leftOut.front();
  if (const size_t more = written.leftOut.size() - 1; more > 0)
    error.advice = message(UNMASK_TEXT("core", "So are %1 more; all else was written."), more);
  else
    error.advice = message(UNMASK_TEXT("core", "All else was written."));
  return failure(std::move(error));
}

namespace {

// `write` hands the text on in parts; the file appears only whole.
Result<WrittenPoints> saved(
    const std::filesystem::path& path,
    const std::function<Result<WrittenPoints>(const std::function<Status(std::string_view)>&)>&
        write) {
  UNMASK_ASSIGN(PartialFile file, PartialFile::create(path));
  UNMASK_ASSIGN(const WrittenPoints written,
                write([&](std::string_view text) { return file.write(text); }));
  UNMASK_TRY(file.commit());
  return written;
}

// `lines` with a first column.
std::string withColumn(std::string_view lines, const std::string& column) {
  std::string text;
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = std::min(lines.find('\n', begin), lines.size() - 1) + 1;
    text.append(column).append(",").append(lines.substr(begin, end - begin));
    begin = end;
  }
  return text;
}

}  // namespace

Result<WrittenPoints> savePointsAsCsv(const std::filesystem::path& runFolder,
                                      const std::filesystem::path& file, JobControl& control) {
  return saved(file, [&](const auto& take) { return pointsAsCsv(runFolder, take, control); });
}

Result<WrittenPoints> savePointsAsCsv(const std::vector<std::filesystem::path>& runFolders,
                                      const std::filesystem::path& file, JobControl& control) {
  return saved(file, [&](const auto& take) -> Result<WrittenPoints> {
    WrittenPoints all;
    bool first = true;
    for (const auto& folder : runFolders) {
      const std::string slug = folder.filename().string();
      bool header = true;
      UNMASK_ASSIGN(WrittenPoints more, pointsAsCsv(
                                            folder,
                                            [&](std::string_view text) -> Status {
                                              if (std::exchange(header, false))
                                                return std::exchange(first, false)
                                                           ? take(withColumn(text, "run"))
                                                           : Status();
                                              return take(withColumn(text, slug));
                                            },
                                            control));
      all.points += more.points;
      std::ranges::move(more.leftOut, std::back_inserter(all.leftOut));
    }
    return all;
  });
}

}  // namespace unmask
