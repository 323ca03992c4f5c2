namespace MiniKafka.Storage.Directories;

/// <summary>Another process works in a log directory; two would destroy each other's data.</summary>
internal sealed class LogDirectoryLockedException(string directory, string holder)
    : IOException($"The log directory '{directory}' is in use by {holder}. Every broker needs a directory of its own.");
