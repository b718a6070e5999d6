// The grid of the Data page in a surface of its own.
#include "ui/pretext/picture_chooser.h"

#include <QKeyEvent>
#include <QLineEdit>

#include "ui/data/corpus_search.h"
#include "ui/data/picture_grid.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

PictureChooser::PictureChooser(OpenPictures pictures, uint64_t now, QWidget* near)
    : LargeView("pictureChooser", tr("Choose a picture"), near),
      pictures_(std::move(pictures)),
      current_(now),
      detail_(this,
              [this](Result<PictureDetail> detail) {
                if (!detail) return about_->setText(inWords(detail.error()));
                QStringList words{tr("Picture %1", "number")
                                      .arg(countText(static_cast<double>(detail->picture + 1)))};
                words << detail->captions.mid(0, 2) << detail->name;
                if (!detail->className.isEmpty()) words << tr("class %1").arg(detail->className);
                about_->setText(words.join(QStringLiteral(" · ")));
              }),
      finding_(this, [this](Result<uint64_t> picture) {
        if (picture)
          grid_->goTo(*picture);
        else
          about_->setText(inWords(picture.error()));
      }) {
  if (pictures_.data && pictures_.data->captioned()) buildSearch();
  grid_ = new PictureGrid;
  body()->addWidget(grid_, 1);
  about_ = label({}, "secondary", true);
  about_->setObjectName("chooserAbout");
  about_->setTextFormat(Qt::PlainText);
  body()->addWidget(about_);
  QPushButton* take = primaryButton("pictureTake", tr("Take this picture"));
  take->setDefault(true);
  actions()->addWidget(take);
  connect(take, &QPushButton::clicked, this, &PictureChooser::take);
  connect(grid_, &PictureGrid::pictureChosen, this, &PictureChooser::describe);
  connect(grid_, &PictureGrid::activated, this, &PictureChooser::take);
  grid_->show(pictures_);
  grid_->goTo(now);
  grid_->setFocus();
}

void PictureChooser::buildSearch() {
  auto* line = new QHBoxLayout;
  text_ = new QLineEdit;
  text_->setObjectName("captionSearch");
  text_->setAccessibleName(tr("Search in the captions"));
  text_->setPlaceholderText(tr("Search in the captions"));
  text_->setClearButtonEnabled(true);
  auto* on = button("captionNext", tr("Next"));
  on->setAutoDefault(false);
  found_ = label({}, "secondary");
  found_->setObjectName("captionFound");
  line->addWidget(text_, 1);
  line->addWidget(on);
  line->addWidget(found_);
  body()->addLayout(line);
  search_ = new CorpusSearch(this);
  connect(text_, &QLineEdit::textChanged, this, [this](const QString& text) {
    hit_ = -1;
    search_->start(pictures_.corpus, text, false);
  });
  // The first hit shows itself while the search goes on.
  connect(search_, &CorpusSearch::changed, this, [this] {
    const int hits = search_->rowCount();
    found_->setText(!search_->active() ? QString()
                    : hits == 0        ? (search_->running() ? tr("searching…") : tr("not found"))
                    : hit_ < 0         ? tr("%1 found").arg(countText(hits))
                                       : tr("%1 of %2").arg(countText(hit_ + 1), countText(hits)));
    if (hits > 0 && hit_ < 0) next();
  });
  connect(search_, &CorpusSearch::failed, this,
          [this](const Error& error) { found_->setText(inWords(error)); });
  connect(on, &QPushButton::clicked, this, &PictureChooser::next);
}

void PictureChooser::next() {
  const int hits = search_->rowCount();
  if (hits == 0) return;
  hit_ = (hit_ + 1) % hits;
  found_->setText(tr("%1 of %2").arg(countText(hit_ + 1), countText(hits)));
  finding_.ask([data = pictures_.data, document = search_->hit(hit_).document] {
    return pictureOfCaption(*data, document);
  });
}

void PictureChooser::describe(uint64_t picture) {
  current_ = picture;
  detail_.ask([open = pictures_, picture] { return readPictureDetail(open, picture); });
}

void PictureChooser::take() {
  Q_EMIT pictureChosen(current_);
  close();
}

}  // namespace unmask
