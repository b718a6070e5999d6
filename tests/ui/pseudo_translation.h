// A language that nobody speaks, made of the source texts at test time: every letter has an accent,
// words are a third longer, and each text stands between two marks that take no room. A plain
// letter in the window is then a text that no translation would reach; two marked texts in a row
// are a sentence glued together from parts.
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QMutex>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTranslator>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

namespace unmask {

inline constexpr QChar kOpen(0x2061), kClose(0x2062);  // "⟦" and "⟧" in messages

// What stays as it is: places for values, tags, entities, link targets, keys.
inline QString pseudoText(const QString& source) {
  static const QString kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static const QString kAccented = "áƀçđéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ";
  static const QRegularExpression kept(
      R"(%L?\d+|%n|</?[a-z][^<>]*>|&[a-z]+;|\]\([^)]*\)|\b(?:Ctrl|Alt|Shift)\+[\w+]+|\bF\d+\b)");
  static const QRegularExpression letter("[A-Za-z]");
  QString bare = source;
  if (!bare.remove(kept).contains(letter))  // a mere pattern: it may arrange its values
    return QString(source).replace(' ', QChar(0x00A0));
  QString made;
  qsizetype keptTo = 0;
  double owed = 0;  // letters that this text should have more
  const auto add = [&](const QString& part) {
    for (const QChar c : part) {
      const qsizetype at = kPlain.indexOf(c);
      made += c == QChar(0x2026) ? QString("~") : QString(at < 0 ? c : kAccented[at]);
      if (at < 0) continue;
      owed += 0.3;
      if (owed >= 1 && QString("aeiouyAEIOUY").contains(c)) {
        made += kAccented[kPlain.indexOf(c.toLower())];
        owed -= 1;
      }
    }
  };
  for (auto it = kept.globalMatch(source); it.hasNext();) {
    const auto match = it.next();
    add(source.mid(keptTo, match.capturedStart() - keptTo));
    made += match.captured();
    keptTo = match.capturedEnd();
  }
  add(source.mid(keptTo));
  return kOpen + made + kClose;
}

// `ts` with every text translated by `pseudoText`, plural forms and all, into `written`.
inline void translateAll(QIODevice& ts, QIODevice& written) {
  QXmlStreamReader in(&ts);
  QXmlStreamWriter out(&written);
  QString source;
  bool plural = false;
  while (!in.atEnd()) {
    in.readNext();
    if (in.isStartElement() && in.name() == u"message")
      plural = in.attributes().value("numerus") == u"yes";
    if (in.isStartElement() && in.name() == u"source") {
      source = in.readElementText();
      out.writeTextElement("source", source);
    } else if (in.isStartElement() && in.name() == u"translation") {
      in.skipCurrentElement();
      out.writeStartElement("translation");
      if (!plural) out.writeCharacters(pseudoText(source));
      for (int form = 0; plural && form < 2; ++form)
        out.writeTextElement("numerusform", pseudoText(source));
      out.writeEndElement();
    } else if (!in.isDTD() && in.tokenType() != QXmlStreamReader::Invalid) {
      out.writeCurrentToken(in);
    }
  }
}

// Speaks what was released, and keeps in mind what was asked for in vain.
class PseudoTranslator : public QTranslator {
 public:
  QString translate(const char* context, const char* source, const char* hint,
                    int n) const override {
    const QString found = QTranslator::translate(context, source, hint, n);
    if (!found.isNull() || !*source) return found;
    const QString asked = QString::fromUtf8(context);
    if (asked.startsWith("QShortcut")) return found;                          // names of keys
    if (asked.startsWith('Q')) return pseudoText(QString::fromUtf8(source));  // Qt's own
    const QMutexLocker lock(&mutex_);
    missed_.insert(QString::fromUtf8(source));
    return found;
  }
  QStringList missed() const {
    const QMutexLocker lock(&mutex_);
    return missed_.values();
  }

 private:
  mutable QMutex mutex_;
  mutable QSet<QString> missed_;
};

}  // namespace unmask
