namespace MiniKafka.Storage.Files;

/// <summary>
/// Another program has a file open in a way that forbids what was wanted of it: a scanner, an indexer or a backup, which lets go of it soon.
/// Or access is denied for good: the system does not tell which, only time does.
/// </summary>
internal sealed class FileHeldException(string path, Exception cause)
    : RefusedException($"'{path}' is held by another program, or access to it is denied: {cause.Message}", cause)
{
    public string Path { get; } = path;
}
