// Captions out of the rows of a table.
#include "core/corpus/pictures/caption_table.h"

#include <algorithm>
#include <optional>

#include "core/corpus/decoded_text.h"
#include "core/corpus/file_names.h"
#include "core/corpus/readers.h"
#include "core/corpus/records/column_names.h"
#include "core/corpus/records/table_rows.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;

constexpr size_t kSampledRows = 100;

struct Places {
  std::optional<size_t> picture, caption;
};

// A name that is known, or the column in which image files are named; the caption's likewise, or
// the only other one with words in it.
Places placesOf(const std::vector<std::string>& names, const std::vector<ColumnSample>& samples,
                const CaptionColumns& columns, bool header) {
  Places places;
  const auto called = [&](const std::string& wanted, const std::vector<std::string>& usual) {
    if (!wanted.empty()) return columnCalled(names, wanted);
    return header ? usualColumn(names, usual) : std::nullopt;
  };
  places.picture = called(columns.picture, kPictureNames);
  if (!places.picture && columns.picture.empty())
    for (size_t i = samples.size(); i-- > 0;)
      if (samples[i].images > 0 && samples[i].images * 10 >= samples[i].texts * 8)
        places.picture = i;
  places.caption = called(columns.caption, kCaptionNames);
  if (places.caption && places.caption == places.picture) places.caption.reset();
  if (places.caption || !columns.caption.empty() || !places.picture) return places;
  size_t candidates = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (i == *places.picture || samples[i].prose == 0) continue;
    ++candidates;
    places.caption = i;
  }
  // Without names one cannot choose by name: the last, as Flickr's tables have it.
  if (header && candidates > 1) places.caption.reset();
  if (!header && candidates == 0 && names.size() == 2) places.caption = 1 - *places.picture;
  return places;
}

Result<Walk> giveRow(const TableRow& row, const Places& places, const TableRows& rows,
                     const CaptionSink& sink, Reading& reading) {
  const Message place = message(UNMASK_TEXT("core", "row %1"), row.number);
  if (!row.problem.empty()) {
    ++reading.skipped;
    sink.skip(place, row.problem);
    return Walk::on;
  }
  const size_t columns = rows.columns().size(), cells = row.cells.size();
  const auto cell = [&](size_t i) { return i < cells ? row.cells[i] : std::string(); };
  std::string caption = cell(*places.caption);
  reading.shortRows += cells < columns;
  reading.surplusRows += cells > columns;
  const bool last = *places.caption + 1 == columns;
  for (size_t i = columns; i < cells && last; ++i)
    if (!row.cells[i].empty()) caption += rows.layout().delimiter + row.cells[i];
  if (cells > columns && caption != cell(*places.caption))
    sink.note(place, message(UNMASK_TEXT("core",
                                         "It has %1 cells; there are %2 columns: the last ones "
                                         "were joined."),
                             cells, columns));
  if (cells > columns && !last)
    sink.note(place, message(UNMASK_TEXT("core",
                                         "It has %1 cells; there are %2 columns: what is beyond "
                                         "was left out, and its text may be cut."),
                             cells, columns));
  return giveCaption(sink, reading, place, cell(*places.picture), caption);
}

Status readRows(DecodedText& text, bool tabs, const CaptionColumns& columns,
                const CaptionSink& sink, Reading& reading) {
  UNMASK_ASSIGN(TableRows rows, TableRows::open(text, tabs, columns.reading));
  rows.describe(reading);

  std::vector<TableRow> sampled;
  std::vector<ColumnSample> samples(rows.columns().size());
  bool more = true;
  while (more && sampled.size() < kSampledRows) {
    TableRow row;
    UNMASK_ASSIGN(more, rows.next(row));
    if (!more) break;
    for (size_t i = 0; i < row.cells.size() && i < samples.size(); ++i)
      samples[i].add(row.cells[i]);
    sampled.push_back(std::move(row));
  }
  const Places places = placesOf(rows.columns(), samples, columns, rows.layout().header);
  if (places.picture) reading.pictureColumn = shownName(rows.columns()[*places.picture]);
  if (places.caption) reading.column = shownName(rows.columns()[*places.caption]);
  if (!places.picture || !places.caption) {
    for (size_t i = 0; i < samples.size(); ++i)
      if (samples[i].prose > 0 && places.picture != i)
        reading.others.push_back(shownName(rows.columns()[i]));
    sink.skip({}, message(UNMASK_TEXT("core", "No columns of pictures and captions.")));
    return {};
  }
  reading.chosenBy = columns.caption.empty() ? "name" : "setting";
  for (const TableRow& row : sampled) {
    UNMASK_ASSIGN(const Walk walk, giveRow(row, places, rows, sink, reading));
    if (walk == Walk::enough) return {};
  }
  while (more) {
    TableRow row;
    UNMASK_ASSIGN(more, rows.next(row));
    if (!more) break;
    UNMASK_ASSIGN(const Walk walk, giveRow(row, places, rows, sink, reading));
    if (walk == Walk::enough) return {};
  }
  return {};
}

}  // namespace

bool isCaptionFileName(const fs::path& path) {
  const std::string ending = endingOf(path);
  const auto format = formatOf(path);
  return ending == ".caption" || ending == ".token" ||
         (format && ending != ".md" && ending != ".markdown");
}

Result<Walk> giveCaption(const CaptionSink& sink, Reading& reading, const Message& place,
                         std::string picture, std::string_view caption) {
  picture = trimmed(picture);
  const size_t sign = picture.rfind('#');
  if (sign != std::string::npos && namesAnImage(picture) &&
      picture.find_first_not_of("0123456789", sign + 1) == std::string::npos)
    picture.resize(sign);
  std::string text = trimmed(caption);
  if (picture.empty() || text.empty()) {
    ++reading.skipped;
    sink.skip(place, picture.empty() ? message(UNMASK_TEXT("core", "It names no picture."))
                                     : message(UNMASK_TEXT("core", "Its caption is empty.")));
    return Walk::on;
  }
  ++reading.records;
  return sink.take({std::move(picture), std::move(text), place});
}

Status readCaptionTable(const fs::path& path, const CaptionColumns& columns,
                        const CaptionSink& sink, JobControl& job, Reading& reading,
                        uint64_t atMost) {
  reading.file = path.string();
  UNMASK_ASSIGN(DecodedText text, DecodedText::open(path, columns.reading, job, atMost));
  if (!text.notText().empty()) {
    sink.skip({}, text.notText());
    return {};
  }
  const auto format = formatOf(path);
  const bool lines = format == Format::jsonLines;
  const Status read = format == Format::json || lines
                          ? readCaptionRecords(text, lines, columns, sink, reading)
                          : readRows(text, format == Format::tsv, columns, sink, reading);
  reading.encoding = text.encoding();
  reading.replacedBytes = text.replaced().count;
  for (const uint64_t offset : text.replaced().first)
    sink.note(message(UNMASK_TEXT("core", "byte %1"), offset),
              message(UNMASK_TEXT("core", "Not valid in this encoding: replaced by U+FFFD.")));
  return read;
}

bool isCaptionTable(const fs::path& path, const CaptionColumns& columns, Reading& reading) {
  constexpr uint64_t kLookedAt = uint64_t{1} << 20;
  const auto format = formatOf(path);
  // Files that could be any text are tables only where they name pictures.
  const bool any = !format || format == Format::text;
  bool found = false;
  const auto nothing = [](const Message&, const Message&) {};
  const CaptionSink first = {[&](CaptionRow&& row) -> Result<Walk> {
                               found = !any || namesAnImage(row.picture);
                               return Walk::enough;
                             },
                             nothing, nothing};
  JobControl job;
  // COCO's captions come after the names of all pictures, of any number.
  for (const uint64_t atMost : {kLookedAt, UINT64_MAX}) {
    reading = {};
    if (!readCaptionTable(path, columns, first, job, reading, atMost)) return false;
    if (found || reading.layout != "members") break;
  }
  return found;
}

}  // namespace unmask
