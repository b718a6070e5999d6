// Putting the readings of an import together.
#include "ui/data/how_read.h"

#include <QCoreApplication>
#include <algorithm>

#include "core/corpus/left_out.h"
#include "ui/data/invisible.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kFilesTold = 3;

class Words {
  Q_DECLARE_TR_FUNCTIONS(howRead)
};

QString toldOf(const Reading& reading) {
  QStringList sentences;
  for (const Message& sentence : howRead(reading)) sentences << inWords(sentence);
  return sentences.join(' ');
}

QString nameOf(const Reading& reading) {
  return oneLine(QString::fromStdString(reading.file).section('/', -1));
}

}  // namespace

QString howRead(const CorpusInfo& info) {
  QStringList lines;
  const size_t told = std::min(info.readings.size(), kFilesTold);
  for (size_t i = 0; i < told; ++i) {
    const Reading& reading = info.readings[i];
    const QString sentences = toldOf(reading);
    lines << (info.readings.size() == 1
                  ? sentences
                  : Words::tr("%1: %2", "file, how it was read").arg(nameOf(reading), sentences));
  }
  const size_t more = info.readings.size() - told;
  if (more == 1) lines << Words::tr("And one more file.");
  if (more > 1) lines << Words::tr("And %1 more files.").arg(countText(static_cast<double>(more)));
  const LeftOut& left = info.statistics.leftOut;
  if (left.count > 0) lines << inWords(said(left));
  return lines.join('\n');
}

}  // namespace unmask
