namespace MiniKafka.Configuration.Changes;

/// <summary>What IncrementalAlterConfigs does to a key; the numbers are the protocol's.</summary>
internal enum ConfigOperation : sbyte
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}
