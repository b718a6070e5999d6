# OpenCV::Imgproc, OpenCV's core and image processing. Debian's packages of these two modules bring no
# CMake files; those come only with all of OpenCV.
find_path(OpenCVImgproc_INCLUDE_DIR opencv2/imgproc.hpp PATH_SUFFIXES opencv4)
find_library(OpenCVImgproc_CORE_LIBRARY opencv_core)
find_library(OpenCVImgproc_LIBRARY opencv_imgproc)
mark_as_advanced(OpenCVImgproc_INCLUDE_DIR OpenCVImgproc_CORE_LIBRARY OpenCVImgproc_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  OpenCVImgproc REQUIRED_VARS OpenCVImgproc_LIBRARY OpenCVImgproc_CORE_LIBRARY
                              OpenCVImgproc_INCLUDE_DIR)

if(OpenCVImgproc_FOUND AND NOT TARGET OpenCV::Imgproc)
  add_library(OpenCV::Imgproc INTERFACE IMPORTED)
  target_include_directories(OpenCV::Imgproc INTERFACE ${OpenCVImgproc_INCLUDE_DIR})
  target_link_libraries(OpenCV::Imgproc INTERFACE ${OpenCVImgproc_LIBRARY}
                                                  ${OpenCVImgproc_CORE_LIBRARY})
endif()
