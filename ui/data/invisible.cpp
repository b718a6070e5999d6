// Which characters are invisible, and texts with their marks.
#include "ui/data/invisible.h"

#include <QChar>
#include <QCoreApplication>
#include <algorithm>

namespace unmask {

namespace {

struct Characters {
  Q_DECLARE_TR_FUNCTIONS(Characters)
};

QString number(char32_t c) {
  return QString("U+%1").arg(static_cast<uint>(c), 4, 16, QChar('0')).toUpper();
}

// The names of those that a person meets most.
QString commonName(char32_t c) {
  switch (c) {
    case ' ':
      return Characters::tr("space");
    case '\t':
      return Characters::tr("tab");
    case '\n':
      return Characters::tr("newline");
    case '\r':
      return Characters::tr("carriage return");
    case 0xA0:
      return Characters::tr("no-break space");
    case 0xAD:
      return Characters::tr("soft hyphen");
    case 0x200B:
      return Characters::tr("zero-width space");
    case 0x200C:
      return Characters::tr("zero-width non-joiner");
    case 0x200D:
      return Characters::tr("zero-width joiner");
    case 0x200E:
      return Characters::tr("left-to-right mark");
    case 0x200F:
      return Characters::tr("right-to-left mark");
    case 0x2028:
      return Characters::tr("line separator");
    case 0x2029:
      return Characters::tr("paragraph separator");
    case 0x202A:
      return Characters::tr("left-to-right embedding");
    case 0x202B:
      return Characters::tr("right-to-left embedding");
    case 0x202C:
      return Characters::tr("end of direction");
    case 0x202D:
      return Characters::tr("left-to-right override");
    case 0x202E:
      return Characters::tr("right-to-left override");
    case 0x202F:
      return Characters::tr("narrow no-break space");
    case 0x2060:
      return Characters::tr("word joiner");
    case 0x2066:
      return Characters::tr("left-to-right isolate");
    case 0x2067:
      return Characters::tr("right-to-left isolate");
    case 0x2068:
      return Characters::tr("first strong isolate");
    case 0x2069:
      return Characters::tr("end of isolate");
    case 0x3000:
      return Characters::tr("ideographic space");
    case 0xFEFF:
      return Characters::tr("byte-order mark");
    case 0xFFFD:
      return Characters::tr("replacement character");
    default:
      return {};
  }
}

bool isInvisible(char32_t c) {
  if (c < 0x80) return c <= ' ' || c == 0x7F;
  switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Space:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Other_NotAssigned:
      return true;
    default:
      break;
  }
  if (c == 0xFFFC) return true;  // object replacement: an empty box
  // Letters and marks without ink: joiners, fillers, blank Braille, variation selectors.
  return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x2800 || c == 0x3164 || c == 0xFFA0 ||
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

// A text document has uses of its own for these: shown raw they would be swallowed.
bool alwaysMarked(char32_t c) {
  return reordersText(c) || c == 0 || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0xFFFC ||
         (c >= 0xFDD0 && c <= 0xFDEF);
}

char32_t characterAt(const QString& text, qsizetype at, qsizetype& length) {
  const QChar first = text[at];
  length = 1;
  if (first.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
    length = 2;
    return QChar::surrogateToUcs4(first, text[at + 1]);
  }
  return first.unicode();
}

}  // namespace

bool reordersText(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

QString invisibleMark(char32_t c) {
  if (!isInvisible(c)) return {};
  switch (c) {
    case ' ':
      return QStringLiteral("\u00B7\u200B");  // lines may still end there
    case '\t':
      return QStringLiteral("\u21E5");
    case '\n':
      return QStringLiteral("\u23CE");
    case '\r':
      return QStringLiteral("\u240D");
    default:
      return '[' + number(c) + ']';
  }
}

QString characterName(char32_t c) {
  const QString name = commonName(c);
  if (!name.isEmpty())
    return c == ' ' || c == '\n' || c == '\t' || c == '\r'
               ? name
               : Characters::tr("%1 %2", "U+200B, its name").arg(number(c), name);
  if (isInvisible(c)) return number(c);
  const char32_t text[] = {c, 0};
  return QString::fromUcs4(text);
}

qsizetype ShownText::sourceOf(qsizetype at) const {
  // The last mark that begins before this position.
  const auto after = std::lower_bound(marks.begin(), marks.end(), at,
                                      [](const Mark& m, qsizetype p) { return m.shown < p; });
  if (after == marks.begin()) return std::min(at, source.size());
  const Mark& mark = *std::prev(after);
  const qsizetype end = mark.shown + mark.length;
  if (at < end) return mark.source;
  return std::min(mark.source + mark.sourceLength + at - end, source.size());
}

qsizetype ShownText::shownOf(qsizetype at) const {
  const auto after = std::lower_bound(marks.begin(), marks.end(), at,
                                      [](const Mark& m, qsizetype p) { return m.source < p; });
  if (after == marks.begin()) return std::min(at, text.size());
  const Mark& mark = *std::prev(after);
  const qsizetype end = mark.source + mark.sourceLength;
  if (at < end) return mark.shown;
  return std::min(mark.shown + mark.length + at - end, text.size());
}

ShownText shownText(const QString& source, bool all) {
  ShownText shown;
  shown.source = source;
  shown.text.reserve(source.size() + source.size() / 8);
  for (qsizetype i = 0, length = 1; i < source.size(); i += length) {
    const char32_t c = characterAt(source, i, length);
    if (all ? !isInvisible(c) : !alwaysMarked(c)) {
      shown.text += QStringView(source).mid(i, length);
      continue;
    }
    // The usual line end of other systems is one line end.
    const bool partOfLineEnd = c == '\r' && i + 1 < source.size() && source[i + 1] == '\n';
    const QString mark = partOfLineEnd && !all ? QString() : invisibleMark(c);
    shown.marks.push_back({shown.text.size(), mark.size(), i, c == '\n' ? 0 : length});
    shown.text += mark;
    if (c == '\n') shown.text += QChar('\n');
  }
  return shown;
}

QString oneLine(const QString& source) {
  QString line;
  line.reserve(source.size());
  for (qsizetype i = 0, length = 1; i < source.size(); i += length) {
    const char32_t c = characterAt(source, i, length);
    if (c == '\n' || c == '\t' || c == '\r' || c == ' ')
      line += QChar(' ');
    else if (isInvisible(c) && c != 0x200C && c != 0x200D && (c < 0xFE00 || c > 0xFE0F))
      line += invisibleMark(c);
    else
      line += QStringView(source).mid(i, length);
  }
  return line;
}

}  // namespace unmask
