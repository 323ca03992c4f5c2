using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKafka.Dashboard.Pages;

/// <summary>
/// Everything that is sent and received, in camel case. What clients wrote is escaped so far that it would be text even where a browser took the answer
/// for a page.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(About))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(ClusterState))]
[JsonSerializable(typeof(CutLink))]
[JsonSerializable(typeof(TopicList))]
[JsonSerializable(typeof(NewTopicBody))]
[JsonSerializable(typeof(TopicNameBody))]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(NewMessageBody))]
[JsonSerializable(typeof(ProducedAt))]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(GroupState))]
[JsonSerializable(typeof(ConfigList))]
[JsonSerializable(typeof(ConfigBody))]
[JsonSerializable(typeof(TopicFiles))]
[JsonSerializable(typeof(EventList))]
internal sealed partial class DashboardJson : JsonSerializerContext
{
    public static byte[] Write(object answer) => JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), Default);

    public static T? Read<T>(byte[] bytes)
        where T : class => (T?)JsonSerializer.Deserialize(bytes, typeof(T), Default);
}

/// <summary>Why there is no answer.</summary>
internal sealed record Problem(string Error);

/// <summary>The answer to a change that went well.</summary>
internal sealed record Nothing
{
    public static Nothing AtAll { get; } = new();
}

/// <summary>What a page has to know before it shows anything.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="InProcess">Whether the cluster is in this process, so that its brokers can be killed and the like.</param>
/// <param name="ReadOnly">Whether this visitor cannot change anything.</param>
/// <param name="Login">Whether there is a password.</param>
/// <param name="Version">The library's.</param>
/// <param name="Pages">The pages there are.</param>
internal sealed record About(string ClusterId, bool InProcess, bool ReadOnly, bool Login, string Version, IReadOnlyList<ListedPage> Pages);

/// <summary>A page in the list of all.</summary>
internal sealed record ListedPage(string Name, string Title);

/// <summary>Who wants to log in.</summary>
internal sealed record LoginBody(string? Password);
