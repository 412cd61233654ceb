/* bcryptprimitives.dll for a Wine prefix. Windows has this DLL and Wine before version 8.6 does not. It exports the one
 * function that the standard library of Rust imports. */
#include <windows.h>

/* RtlGenRandom of advapi32. */
BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length);

/* The largest piece that is asked for at once. */
#define PIECE ((SIZE_T)1 << 30)

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) {
    while (length > 0) {
        ULONG piece = (ULONG)(length < PIECE ? length : PIECE);
        if (!SystemFunction036(bytes, piece))
            return FALSE;
        bytes += piece;
        length -= piece;
    }
    return TRUE;
}
