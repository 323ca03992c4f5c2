using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Broker;

/// <summary>What a broker tells of its own life. Whose line it is stands before every line of its loggers.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(LogEvents.BrokerStarts, LogLevel.Information, "Starts with its data in {Directories}.")]
    public static partial void BrokerStarts(ILogger logger, string directories);

    [LoggerMessage(LogEvents.BrokerServes, LogLevel.Information, "Serves at {Addresses}.")]
    public static partial void BrokerServes(ILogger logger, string addresses);

    [LoggerMessage(LogEvents.BrokerStops, LogLevel.Information, "Stops.")]
    public static partial void BrokerStops(ILogger logger);

    [LoggerMessage(LogEvents.BrokerStopped, LogLevel.Information, "Has stopped; its logs are closed.")]
    public static partial void BrokerStopped(ILogger logger);

    [LoggerMessage(LogEvents.BrokerKilled, LogLevel.Information, "Was killed: it handed over nothing, and what was only in its memory is lost.")]
    public static partial void BrokerKilled(ILogger logger);

    [LoggerMessage(LogEvents.BrokerPaused, LogLevel.Information, "Was paused.")]
    public static partial void BrokerPaused(ILogger logger);

    [LoggerMessage(LogEvents.BrokerResumed, LogLevel.Information, "Goes on.")]
    public static partial void BrokerResumed(ILogger logger);

    [LoggerMessage(LogEvents.StorageLost, LogLevel.Critical, "Stops: its log directory {Directory} failed, and without it there is {Lost}.")]
    public static partial void StorageLost(ILogger logger, string directory, string lost, Exception error);

    public static void ConfigWarnings(ILogger logger, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            ConfigWarning(logger, warning);
        }
    }

    [LoggerMessage(LogEvents.ReplicaMoved, LogLevel.Information, "The replica of {Partition} is in {Directory} now.")]
    public static partial void ReplicaMoved(ILogger logger, TopicPartition partition, string directory);

    [LoggerMessage(LogEvents.MoveFailed, LogLevel.Warning, "The replica of {Partition} could not be moved to {Directory} and stays where it is.")]
    public static partial void MoveFailed(ILogger logger, TopicPartition partition, string directory, Exception error);

    [LoggerMessage(LogEvents.GroupsNotLoaded, LogLevel.Error, "The groups of partition {Partition} of the offsets topic cannot be served: its log cannot be read.")]
    public static partial void GroupsNotLoaded(ILogger logger, int partition, Exception error);

    [LoggerMessage(LogEvents.HandlerFailed, LogLevel.Error, "Somebody who wanted to be told that broker {NodeId} is {State} failed.")]
    public static partial void HandlerFailed(ILogger logger, int nodeId, Shown state, Exception error);

    [LoggerMessage(LogEvents.TelemetryListenerFailed, LogLevel.Error, "A listener to the broker's metrics or traces failed.")]
    public static partial void TelemetryListenerFailed(ILogger logger, Exception error);

    [LoggerMessage(LogEvents.ConfigWarning, LogLevel.Warning, "{Warning}")]
    private static partial void ConfigWarning(ILogger logger, Shown warning);

    [LoggerMessage(LogEvents.MetadataNotServed, LogLevel.Warning, "The metadata holds {Count} {What}: kept, but not served here, so that {Consequence}.")]
    public static partial void MetadataNotServed(ILogger logger, int count, Shown what, Shown consequence);

    [LoggerMessage(LogEvents.NewerGroupsNotServed, LogLevel.Warning, "The offsets topic holds groups of the consumer, share or streams protocol: kept, but not served here, so that their members are refused.")]
    public static partial void NewerGroupsNotServed(ILogger logger);
}
