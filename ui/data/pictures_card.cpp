// Filling the card from corpus.json.
#include "ui/data/pictures_card.h"

#include <QLocale>

#include "ui/data/findings_models.h"
#include "ui/data/how_read.h"
#include "ui/data/picture_audit_view.h"
#include "ui/data/row_list.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kShownClasses = 20;

QString count(uint64_t n) {
  return countText(static_cast<double>(n));
}

QString range(int64_t least, int64_t most) {
  return least == most ? countText(static_cast<double>(least))
                       : PicturesCard::tr("%1 to %2", "numbers")
                             .arg(countText(static_cast<double>(least)),
                                  countText(static_cast<double>(most)));
}

// The mean of the channels, as 0 for black and 100 % for white.
QString brightness(const PictureFacts& f) {
  double sum = 0;
  for (const double mean : f.channelMeans) sum += mean;
  return shareText(f.channelMeans.empty() ? 0 : sum / static_cast<double>(f.channelMeans.size()));
}

}  // namespace

PicturesCard::PicturesCard(QWidget* parent) : Card(tr("Corpus"), parent) {
  title_ = label({}, "", true);
  title_->setObjectName("picturesTitle");
  body()->addWidget(title_);
  figures_ = new Figures;
  figures_->setObjectName("pictureFigures");
  body()->addWidget(figures_);
  changes_ = label({}, "secondary", true);
  changes_->setObjectName("pictureChanges");
  body()->addWidget(changes_);
  read_ = label({}, "secondary", true);
  read_->setObjectName("picturesRead");
  body()->addWidget(read_);
  auto* sources = linkButton("pictureSources", tr("Files it came from…"));
  connect(sources, &QPushButton::clicked, this, &PicturesCard::sourcesAsked);
  body()->addWidget(sources, 0, Qt::AlignLeft);
  classesHeading_ = label({}, "heading", true);
  body()->addWidget(classesHeading_);
  classes_ = new Figures;
  classes_->setObjectName("pictureClasses");
  body()->addWidget(classes_);
  skippedHeading_ = label({}, "heading", true);
  body()->addWidget(skippedHeading_);
  skipped_ = new SkippedModel(SkippedModel::Kind::skipped, this);
  skippedList_ = new RowList("pictureSkipped", tr("What was skipped, and why"));
  skippedList_->setModel(skipped_);
  body()->addWidget(skippedList_, 2);
  notedHeading_ = label({}, "heading", true);
  body()->addWidget(notedHeading_);
  noted_ = new SkippedModel(SkippedModel::Kind::noted, this);
  notedList_ = new RowList("pictureNoted", tr("What was changed, and why"));
  notedList_->setModel(noted_);
  body()->addWidget(notedList_, 2);
  audit_ = new PictureAuditView;
  body()->addWidget(audit_, 2);
  connect(audit_, &PictureAuditView::pictureChosen, this, &PicturesCard::pictureChosen);
  connect(audit_, &PictureAuditView::failed, this, &PicturesCard::failed);
  body()->addStretch(1);
}

void PicturesCard::setReading(const CaptionReading& captions) {
  audit_->setReading(captions);
}

void PicturesCard::show(OpenCorpus corpus, const CaptionReading& captions) {
  skipped_->show(corpus);
  noted_->show(corpus);
  audit_->show(corpus, captions);
  const PictureFacts f = corpus ? corpus->info().pictures : PictureFacts();
  title_->setText(f.count == 1 ? tr("One picture of %1 × %2 pixels").arg(f.width).arg(f.height)
                               : tr("%1 pictures of %2 × %3 pixels", "count, width, height")
                                     .arg(count(f.count))
                                     .arg(f.width)
                                     .arg(f.height));
  Figures::Rows rows;
  rows.append({tr("Colours"), f.channels == 1 ? tr("grey") : tr("red, green, blue")});
  rows.append({tr("On disk"), bytesText(static_cast<double>(f.count) *
                                        static_cast<double>(f.width * f.height * f.channels))});
  rows.append({tr("Original width"), range(f.narrowest, f.widest)});
  rows.append({tr("Original height"), range(f.lowest, f.highest)});
  rows.append({tr("Enlarged"), count(f.enlarged)});
  rows.append({tr("Mean brightness"), brightness(f)});
  rows.append({tr("Exact duplicates"), count(f.exactDuplicates)});
  rows.append({tr("Near duplicates"), count(f.nearDuplicates)});
  if (corpus && corpus->info().kind == "pairs") {
    rows.append({tr("Captions"), count(corpus->documents())});
    rows.append({tr("Repeated captions"), count(corpus->info().statistics.exactDuplicates)});
    rows.append({tr("Captions each, at most"), count(f.mostCaptions)});
    rows.append({tr("Without a caption"), count(f.count - f.captioned)});
    rows.append({tr("Without a picture"), count(f.captionsWithoutPicture)});
  }
  figures_->setRows(rows);
  QStringList changes;
  for (const Message& change : said(f.changes)) changes << inWords(change);
  changes_->setText(changes.join('\n'));
  changes_->setVisible(!changes.isEmpty());

  Figures::Rows classes;
  for (size_t i = 0; i < f.classes.size() && i < kShownClasses; ++i)
    classes.append(
        {oneLine(QString::fromStdString(f.classes[i].name)), count(f.classes[i].pictures)});
  classesHeading_->setText(f.classes.size() > kShownClasses
                               ? tr("%1 classes, of which the first %2", "counts")
                                     .arg(f.classes.size())
                                     .arg(kShownClasses)
                           : f.classes.size() == 1
                               ? tr("One class")
                               : tr("%1 classes", "count").arg(f.classes.size()));
  classes_->setRows(classes);
  classesHeading_->setVisible(f.labelled());
  classes_->setVisible(f.labelled());

  const uint64_t skips = corpus ? corpus->info().statistics.skippedCount : 0;
  skippedHeading_->setText(skips == 1 ? tr("One file was skipped")
                                      : tr("%1 were skipped", "count of files").arg(count(skips)));
  skippedHeading_->setVisible(skips > 0);
  skippedList_->setVisible(skips > 0);
  const uint64_t noted = corpus ? corpus->info().statistics.notedCount : 0;
  notedHeading_->setText(noted == 1 ? tr("One was taken with a change")
                                    : tr("%1 were taken with a change").arg(count(noted)));
  notedHeading_->setVisible(noted > 0);
  notedList_->setVisible(noted > 0);
  read_->setText(corpus ? howRead(corpus->info()) : QString());
  read_->setVisible(!read_->text().isEmpty());
}

}  // namespace unmask
