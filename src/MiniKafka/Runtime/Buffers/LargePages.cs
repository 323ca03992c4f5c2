using System.Runtime.InteropServices;

namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Tells Linux that a range of memory is worth large pages. It is a hint: a system that has none to give, and the other
/// systems, use small pages, and nothing else changes.
/// </summary>
internal static partial class LargePages
{
    private const int HugePage = 14;

    public static void Advise(nint address, int bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(address, (nuint)bytes, HugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint bytes, int advice);
}
