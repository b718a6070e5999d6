// Which column of a table, or field of records, holds the text, the picture's name, the caption.
//
// By its name, without regard to case, blanks, "_" and "-"; where no name is known, by what stands
// in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace unmask {

// The usual names, the likeliest first.
extern const std::vector<std::string> kTextNames, kPictureNames, kCaptionNames;

std::string trimmed(std::string_view);
// For messages, of any names: each without blanks around it, what is long cut.
std::string shownName(std::string_view);
std::string listedNames(const std::vector<std::string>&);
// "Image_Name " -> "imagename"
std::string plainName(std::string_view);
// A name of the lists above, or another that headers often have ("id", "label", "url").
bool isUsualColumnName(std::string_view);
// "a.png", "a.JPG#3"
bool namesAnImage(std::string_view);
// Words, not a number, an address, a path, a label of one word.
bool isProse(std::string_view);

// The column called so: exactly; else by its plain name; else, of dotted names, by the last part.
std::optional<size_t> columnCalled(const std::vector<std::string>& columns,
                                   const std::string& name);
// The first of the usual names that is among the columns.
std::optional<size_t> usualColumn(const std::vector<std::string>& columns,
                                  const std::vector<std::string>& usual);

// What the first records of a file hold in one column.
struct ColumnSample {
  uint64_t texts = 0;   // that are not empty
  uint64_t bytes = 0;   // of these
  uint64_t prose = 0;   // bytes of those that are prose
  uint64_t images = 0;  // names of image files

  void add(std::string_view text);
};

struct ColumnChoice {
  std::optional<size_t> column;
  std::string by;              // name | content | only
  std::vector<size_t> others;  // that hold about as much prose, or are called as texts are
};

// Of columns with these names and samples, equally many.
ColumnChoice chooseTextColumn(const std::vector<std::string>& names,
                              const std::vector<ColumnSample>& samples);

}  // namespace unmask
