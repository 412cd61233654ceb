# Runs the portfile of packaging/vcpkg with stand-ins for the functions of vcpkg, which is not available here:
#
#     cmake -D CURRENT_PACKAGES_DIR=... -D VCPKG_LIBRARY_LINKAGE=dynamic -D PORT=.../portfile.cmake -P vcpkg.cmake

function(vcpkg_execute_required_process)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "WORKING_DIRECTORY;LOGNAME" "COMMAND")
  execute_process(COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${arg_WORKING_DIRECTORY}" RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${arg_LOGNAME} failed: ${arg_COMMAND}")
  endif()
endfunction()

function(vcpkg_fixup_pkgconfig)
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
  foreach(file IN LISTS arg_FILE_LIST)
    file(READ "${file}" text)
    file(APPEND "${CURRENT_PACKAGES_DIR}/share/convai/copyright" "${text}")
  endforeach()
endfunction()

include("${PORT}")
