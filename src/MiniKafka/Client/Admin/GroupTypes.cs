namespace MiniKafka.Client.Admin;

/// <summary>The kinds of groups, as they are called here.</summary>
internal static class GroupTypes
{
    public const string Classic = "classic";
    public const string Consumer = "consumer";
    public const string Share = "share";
}
