// Who is whose positive in a batch: every view beside every other, or every picture beside every
// caption. The roles are known before any model; how alike they are, and which wrong partners are
// drawn, is not.
#pragma once

#include <QImage>
#include <QJsonObject>
#include <QStringList>
#include <vector>

#include "ui/pretext/picture_preview.h"

namespace unmask {

// self: a view with itself. excluded: another pair's, with an equal caption, so that it is neither
// right nor wrong.
enum class BatchRole { self, positive, negative, excluded };

// Of views a and b in a batch of `pictures` pictures: first the first views of all, then the
// second.
BatchRole roleOf(uint64_t a, uint64_t b, uint64_t pictures);

struct RolesTable {
  struct Line {
    QString name;    // "view 1 of picture 4", "caption of picture 4"
    QString text;    // of a caption
    QImage picture;  // small; null: none
  };
  bool pairs = false;            // rows are pictures and columns captions
  std::vector<Line> lines;       // rows
  std::vector<Line> across;      // columns
  std::vector<BatchRole> roles;  // by rows
  // Of a model; empty: none was asked.
  std::vector<float> values;                      // cosines, by rows
  std::vector<int> wrongPictures, wrongCaptions;  // of caption n, of picture n; -1 none
  std::vector<float> ownShares, wrongPictureShares, wrongCaptionShares;

  int rows() const { return static_cast<int>(lines.size()); }
  BatchRole role(int row, int column) const;
  bool drawn(int row, int column) const;  // as a wrong partner, either way
  QString said(int row, int column) const;
};

// So many pictures of a batch are shown at most: the cells of their views or captions can still be
// told apart.
size_t rolePictures(const RunSpec&);

// Of the first rows of a batch.
RolesTable rolesTableOf(const std::vector<BatchRow>&, const RunSpec&);

// Whether both are of one batch, whatever a model has said of either.
bool ofOneBatch(const RolesTable&, const RolesTable&);

// Adds what a model answered (core/worker/derive.h). An answer of another batch's shape is an error
// and leaves the table as it is.
Status addSight(RolesTable&, const QJsonObject& answer);

}  // namespace unmask
