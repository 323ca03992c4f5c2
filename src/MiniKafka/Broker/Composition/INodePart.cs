using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker.Composition;

/// <summary>
/// How far a node has come, as far as that decides how it ends: it has its ground, or a membership that stands on it. Disposing of it
/// stops cleanly, so that nothing has to be recovered at the next start. Owned by the node's loop.
/// </summary>
internal interface INodePart : IAsyncDisposable
{
    /// <summary>Hands over what it leads; completes when the controller lets it go, or the time is up.</summary>
    Task LeaveAsync(TimeSpan patience);

    /// <summary>A log directory is out of service.</summary>
    /// <exception cref="IOException">Without it the node cannot go on.</exception>
    void OnDirectoryFailed(LogDirectory directory, IOException error);

    /// <summary>After a crash, when nobody runs the loop any more: closes files as the last write left them.</summary>
    void LetGo();
}
