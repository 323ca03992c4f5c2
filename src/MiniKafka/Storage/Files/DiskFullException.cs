namespace MiniKafka.Storage.Files;

/// <summary>The volume has no room for an append. The file is as it was before; the same append may succeed later.</summary>
internal sealed class DiskFullException(string path, IOException cause) : IOException($"No space is left for '{path}'.", cause)
{
    private const int NoSpace = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>True for the operating system's error of a full volume, under each system's number.</summary>
    public static bool Tells(IOException error) => error.HResult is NoSpace or WindowsDiskFull or WindowsHandleDiskFull;
}
