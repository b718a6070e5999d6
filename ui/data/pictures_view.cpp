// The grid with its line of detail.
#include "ui/data/pictures_view.h"

#include "ui/data/picture_grid.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

PicturesView::PicturesView(QWidget* parent)
    : Card(tr("Pictures"), parent),
      opening_(this, [this](Result<OpenPictures> open) { opened(std::move(open)); }),
      detail_(this,
              [this](Result<PictureDetail> detail) {
                if (detail)
                  describe(*detail);
                else
                  Q_EMIT failed(detail.error());
              }),
      finding_(this, [this](Result<uint64_t> picture) {
        if (picture)
          grid_->goTo(*picture);
        else
          Q_EMIT failed(picture.error());
      }) {
  grid_ = new PictureGrid;
  body()->addWidget(grid_, 1);
  captions_ = label({}, "", true);
  captions_->setObjectName("pictureCaptions");
  captions_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  about_ = label({}, "secondary", true);
  about_->setObjectName("pictureAbout");
  body()->addWidget(captions_);
  body()->addWidget(about_);
  connect(grid_, &PictureGrid::pictureChosen, this, [this](quint64 picture) {
    if (pictures_.data)
      detail_.ask([open = pictures_, picture] { return readPictureDetail(open, picture); });
  });
  connect(&grid_->pictures(), &PicturesModel::failed, this, &PicturesView::failed);
}

void PicturesView::show(OpenCorpus corpus) {
  if (corpus == asked_) return;
  asked_ = corpus;
  pictures_ = {};
  grid_->show({});
  captions_->clear();
  about_->clear();
  if (!corpus) return;
  opening_.ask([corpus]() -> Result<OpenPictures> {
    UNMASK_ASSIGN(PictureData data, PictureData::open(corpus->folder(), Access::pread));
    return OpenPictures{corpus, std::make_shared<const PictureData>(std::move(data))};
  });
}

void PicturesView::opened(Result<OpenPictures> open) {
  if (!open) {
    Q_EMIT failed(open.error());
    return;
  }
  if (open->corpus != asked_) return;  // another was chosen meanwhile
  pictures_ = std::move(*open);
  grid_->show(pictures_);
}

void PicturesView::goToCaption(uint64_t document) {
  if (pictures_.data)
    finding_.ask([data = pictures_.data, document] { return pictureOfCaption(*data, document); });
}

void PicturesView::goTo(uint64_t picture) {
  if (pictures_.data && picture < pictures_.data->count()) grid_->goTo(picture);
}

void PicturesView::describe(const PictureDetail& detail) {
  if (!pictures_.data) return;
  QStringList captions = detail.captions;
  if (detail.allCaptions > static_cast<uint64_t>(captions.size()))
    captions.append(QString(QChar(0x2026)));
  captions_->setTextFormat(Qt::PlainText);
  captions_->setText(captions.join('\n'));
  captions_->setVisible(!captions.isEmpty());
  QStringList about{tr("%1 of %2", "number of the picture, count")
                        .arg(countText(static_cast<double>(detail.picture + 1)),
                             countText(static_cast<double>(pictures_.data->count()))),
                    detail.name};
  if (!detail.className.isEmpty()) about.append(tr("class %1").arg(detail.className));
  about.append(tr("%1 × %2 before the import", "width, height")
                   .arg(detail.originalWidth)
                   .arg(detail.originalHeight));
  if (pictures_.data->captioned() && detail.allCaptions == 0) about.append(tr("no caption"));
  about_->setTextFormat(Qt::PlainText);
  about_->setText(about.join(QStringLiteral(" · ")));
}

}  // namespace unmask
