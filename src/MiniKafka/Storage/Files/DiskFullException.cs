namespace MiniKafka.Storage.Files;

/// <summary>
/// The volume has no room, or its user may not take more of it: for an append, a new file or directory, or a longer name.
/// </summary>
internal sealed class DiskFullException(string path, Exception cause) : RefusedException($"No space is left for '{path}'.", cause);
