using Microsoft.Extensions.Logging;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <summary>What every log of a broker shares: the medium, the clock, the codecs, and where to tell what happened.</summary>
internal sealed record LogContext(IFileSystem FileSystem, TimeProvider Clock, CompressionCodecs Codecs, DelayedDeletion Deletions, ILogger Logger)
{
    /// <summary>Which log directories have no room at present.</summary>
    public FullDirectories Full { get; } = new(Logger);

    /// <summary>Whether there is room for more in what the logs of the cluster may take; null when nobody bounds that.</summary>
    public FullSpace? Space { get; } = FileSystem.Space is { } account ? new FullSpace(account, Logger) : null;

    /// <summary>What followers will copy of the logs that this broker leads; null when nobody bounds what they take.</summary>
    public PromisedCopies? Promised { get; } = FileSystem.Space is { } space ? new PromisedCopies(space) : null;

    /// <summary>The context over a file system of the machine, whose words it translates.</summary>
    public static LogContext Over(IFileSystem fileSystem, TimeProvider clock, CompressionCodecs codecs, ILogger logger)
    {
        var translated = TranslatingFileSystem.Over(fileSystem);
        return new LogContext(translated, clock, codecs, new DelayedDeletion(translated), logger);
    }

    public long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
