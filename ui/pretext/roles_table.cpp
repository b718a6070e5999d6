// Roles, and what a model adds to them.
#include "ui/pretext/roles_table.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>
#include <limits>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

class RolesWords {
  Q_DECLARE_TR_FUNCTIONS(roles)
};

QString count(uint64_t value) {
  return countText(static_cast<double>(value));
}

template <class Value>
std::vector<Value> numbersOf(const QJsonValue& list) {
  std::vector<Value> values;
  for (const QJsonValue value : list.toArray())
    values.push_back(static_cast<Value>(
        value.toDouble(std::numeric_limits<Value>::has_quiet_NaN
                           ? static_cast<double>(std::numeric_limits<Value>::quiet_NaN())
                           : -1)));
  return values;
}

// Of two pairs with one caption.
BatchRole roleOfEqualCaptions(const RunSpec& spec) {
  const auto* contrast = std::get_if<ImageTextContrastSettings>(&spec.objectiveSettings);
  if (!contrast || contrast->duplicates == "exclude") return BatchRole::excluded;
  return contrast->duplicates == "positive" ? BatchRole::positive : BatchRole::negative;
}

}  // namespace

BatchRole roleOf(uint64_t a, uint64_t b, uint64_t pictures) {
  if (a == b) return BatchRole::self;
  return a % pictures == b % pictures ? BatchRole::positive : BatchRole::negative;
}

BatchRole RolesTable::role(int row, int column) const {
  return roles[static_cast<size_t>(row) * across.size() + static_cast<size_t>(column)];
}

bool RolesTable::drawn(int row, int column) const {
  const auto is = [](const std::vector<int>& drawn, int of, int other) {
    return static_cast<size_t>(of) < drawn.size() && drawn[static_cast<size_t>(of)] == other;
  };
  return is(wrongCaptions, row, column) || is(wrongPictures, column, row);
}

QString RolesTable::said(int row, int column) const {
  if (row < 0 || column < 0 || row >= rows() || column >= static_cast<int>(across.size()))
    return {};
  const Line& a = lines[static_cast<size_t>(row)];
  const Line& b = across[static_cast<size_t>(column)];
  const QString other = b.text.isEmpty() ? b.name : RolesWords::tr("“%1”").arg(b.text);
  const auto sentence = [&]() -> QString {
    switch (role(row, column)) {
      case BatchRole::self:
        return RolesWords::tr("%1 with itself: left out").arg(a.name);
      case BatchRole::positive:
        return RolesWords::tr("%1 and %2: positive, to be alike").arg(a.name, other);
      case BatchRole::negative:
        return RolesWords::tr("%1 and %2: negative, to be told apart").arg(a.name, other);
      case BatchRole::excluded:
        return RolesWords::tr("%1 and %2: an equal caption, left out").arg(a.name, other);
    }
    return {};
  };
  QStringList words{sentence()};
  if (!values.empty())
    words << RolesWords::tr("cosine %1")
                 .arg(QLocale().toString(
                     values[static_cast<size_t>(row) * across.size() + static_cast<size_t>(column)],
                     'f', 3));
  if (drawn(row, column)) words << RolesWords::tr("drawn as a wrong partner");
  return words.join(QStringLiteral(" · "));
}

size_t rolePictures(const RunSpec& spec) {
  return familyOf(spec) == Family::pairs ? 64 : 32;
}

RolesTable rolesTableOf(const std::vector<BatchRow>& rows, const RunSpec& spec) {
  RolesTable table;
  table.pairs = familyOf(spec) == Family::pairs;
  const auto named = [](const QString& words, const BatchRow& row) {
    return words.arg(count(row.picture + 1));
  };
  if (!table.pairs) {
    for (int view = 1; view <= 2; ++view)
      for (const BatchRow& row : rows)
        table.lines.push_back(
            {named(RolesWords::tr("view %1 of picture %2").arg(view), row), {}, row.small});
    table.across = table.lines;
    for (uint64_t a = 0; a < table.lines.size(); ++a)
      for (uint64_t b = 0; b < table.lines.size(); ++b)
        table.roles.push_back(roleOf(a, b, rows.size()));
    return table;
  }
  const BatchRole equal = roleOfEqualCaptions(spec);
  for (const BatchRow& row : rows) {
    table.lines.push_back({named(RolesWords::tr("picture %1"), row), {}, row.small});
    table.across.push_back({named(RolesWords::tr("caption of picture %1"), row), row.caption, {}});
  }
  for (size_t a = 0; a < rows.size(); ++a)
    for (size_t b = 0; b < rows.size(); ++b)
      table.roles.push_back(a == b                       ? BatchRole::positive
                            : rows[a].ids == rows[b].ids ? equal
                                                         : BatchRole::negative);
  return table;
}

bool ofOneBatch(const RolesTable& a, const RolesTable& b) {
  const auto same = [](const RolesTable::Line& x, const RolesTable::Line& y) {
    return x.name == y.name && x.text == y.text;
  };
  return a.pairs == b.pairs && a.roles == b.roles && std::ranges::equal(a.lines, b.lines, same) &&
         std::ranges::equal(a.across, b.across, same);
}

Status addSight(RolesTable& table, const QJsonObject& answer) {
  const std::vector<float> values = numbersOf<float>(answer["similarities"]);
  if (values.empty() || values.size() != table.roles.size())
    return failure(message(UNMASK_TEXT("core", "The model answered about another batch.")));
  table.values = values;
  table.wrongPictures = numbersOf<int>(answer["wrong_pictures"]);
  table.wrongCaptions = numbersOf<int>(answer["wrong_captions"]);
  table.ownShares = numbersOf<float>(answer["own_shares"]);
  table.wrongPictureShares = numbersOf<float>(answer["wrong_picture_shares"]);
  table.wrongCaptionShares = numbersOf<float>(answer["wrong_caption_shares"]);
  return {};
}

}  // namespace unmask
