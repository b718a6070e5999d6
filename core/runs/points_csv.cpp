// Writing points as CSV.
#include "core/runs/points_csv.h"

#include <QSaveFile>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/base/files.h"
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

Result<int64_t> pointsAsCsv(const std::filesystem::path& runFolder,
                            const std::function<Status(std::string_view)>& take,
                            JobControl& control) {
  UNMASK_TRY(take("seq,segment,series,step,value\n"));
  UNMASK_ASSIGN(const bool recorded, pathExists(runFolder / "run.db"));
  if (!recorded) return 0;  // prepared, never started
  UNMASK_ASSIGN(const RunStoreReader reader, RunStoreReader::open(runFolder));
  UNMASK_ASSIGN(const int64_t last, reader.lastSeq());
  control.beginStage(message(UNMASK_TEXT("core", "Writing points")), static_cast<uint64_t>(last));
  int64_t seq = 0, rows = 0;
  std::string csv;
  while (seq < last) {
    if (control.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const RecordBatch page, reader.after(seq, std::min(kPage, last - seq)));
    if (page.lastSeq <= seq) break;
    seq = page.lastSeq;
    csv.clear();
    for (const Point& point : page.points) addRow(csv, point);
    rows += static_cast<int64_t>(page.points.size());
    UNMASK_TRY(take(csv));
    control.report(static_cast<uint64_t>(seq));
  }
  return rows;
}

namespace {

// `write` hands the text on in parts; the file appears only whole.
Result<int64_t> saved(
    const std::filesystem::path& path,
    const std::function<Result<int64_t>(const std::function<Status(std::string_view)>&)>& write) {
  QSaveFile file(QString::fromStdString(path.string()));
  const auto problem = [&] {
    return failure(message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string(),
                           file.errorString().toStdString()),
                   message(UNMASK_TEXT("core", "Choose another place or free some space.")));
  };
  if (!file.open(QIODevice::WriteOnly)) return problem();
  UNMASK_ASSIGN(const int64_t rows, write([&](std::string_view text) -> Status {
                  if (file.write(text.data(), static_cast<qint64>(text.size())) < 0)
                    return problem();
                  return {};
                }));
  if (!file.commit()) return problem();
  return rows;
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

Result<int64_t> savePointsAsCsv(const std::filesystem::path& runFolder,
                                const std::filesystem::path& file, JobControl& control) {
  return saved(file, [&](const auto& take) { return pointsAsCsv(runFolder, take, control); });
}

Result<int64_t> savePointsAsCsv(const std::vector<std::filesystem::path>& runFolders,
                                const std::filesystem::path& file, JobControl& control) {
  return saved(file, [&](const auto& take) -> Result<int64_t> {
    int64_t rows = 0;
    bool first = true;
    for (const auto& folder : runFolders) {
      const std::string slug = folder.filename().string();
      bool header = true;
      UNMASK_ASSIGN(const int64_t more, pointsAsCsv(
                                            folder,
                                            [&](std::string_view text) -> Status {
                                              if (std::exchange(header, false))
                                                return std::exchange(first, false)
                                                           ? take(withColumn(text, "run"))
                                                           : Status();
                                              return take(withColumn(text, slug));
                                            },
                                            control));
      rows += more;
    }
    return rows;
  });
}

}  // namespace unmask
