using System.Collections;
using ApacheKafka;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Tests.Protocol;

namespace MiniKafka.CompatibilityTests.Refusals;

/// <summary>What is refused as a whole is refused as Apache Kafka refuses it, API by API and version by version.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class RefusalTests
{
    private const int PerVersion = 5;
    private const int Megabytes = 128;
    private const ErrorCode Code = ErrorCode.ClusterAuthorizationFailed;

    [ApacheKafkaFact]
    public async Task Every_request_is_refused_as_Apache_Kafka_refuses_it()
    {
        var messages = new RandomMessages(new Random(1)) { FewestItems = 1 };
        await using var kafka = new JavaProcess("KafkaRefusals", Megabytes);
        List<string> differences = [];
        foreach (var (type, version) in MessageType.AllVersions().Where(message => typeof(IRequest).IsAssignableFrom(message.Type.Class)))
        {
            for (var i = 0; i < PerVersion; i++)
            {
                var request = (IRequest)messages.Create(type, version);
                MakeReadable(request);
                kafka.Say($"{(short)request.ApiKey} {version} {(short)Code} {Convert.ToHexStringLower(MessageEncoder.ToArray(request, version))}");
                var theirs = Read(request.ApiKey, version, await kafka.HearAsync());
                var ours = Read(request.ApiKey, version, Convert.ToHexStringLower(MessageEncoder.ToArray(request.Refuse(version, Code), version)));
                if (theirs != ours)
                {
                    differences.Add($"{type} version {version}: they answer {theirs}, we answer {ours}, to {MessageText.Of(request)}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    /// <summary>What Apache Kafka cannot read, does not answer, or loses, it does not refuse either.</summary>
    private static void MakeReadable(IRequest request)
    {
        const sbyte Topic = 2, Literal = 3, Read = 3, Allow = 3;
        switch (request)
        {
            case ProduceRequest produce:
                produce.Acks = 1;
                produce.TopicData.SelectMany(topic => topic.PartitionData).ToList().ForEach(partition => partition.Records ??= new SharedBytes(new byte[1]));
                break;
            case WriteTxnMarkersRequest markers:
                // One answer is all that a producer with several markers gets there.
                markers.Markers = [.. markers.Markers.DistinctBy(marker => marker.ProducerId)];
                break;
            case DescribeAclsRequest acls:
                (acls.ResourceTypeFilter, acls.PatternTypeFilter, acls.Operation, acls.PermissionType) = (Topic, Literal, Read, Allow);
                break;
            case CreateAclsRequest acls:
                acls.Creations.ForEach(rule => (rule.ResourceType, rule.ResourcePatternType, rule.Operation, rule.PermissionType) = (Topic, Literal, Read, Allow));
                break;
            case DeleteAclsRequest acls:
                acls.Filters.ForEach(filter => (filter.ResourceTypeFilter, filter.PatternTypeFilter, filter.Operation, filter.PermissionType) = (Topic, Literal, Read, Allow));
                break;
        }
    }

    /// <summary>An answer as text, or why there is none.</summary>
    private static string Read(ApiKey key, short version, string answer)
    {
        if (!answer.All(char.IsAsciiHexDigit))
        {
            return answer;
        }

        var reader = new ProtocolReader(Convert.FromHexString(answer));
        return Text(ApiCatalog.Get(key).DecodeResponse(ref reader, version));
    }

    /// <summary>Without the words, which are each broker's own, and without the order of items and how often they stand there: Apache Kafka keeps them in maps.</summary>
    private static string Text(object? value) => value switch
    {
        IList list => $"[{string.Join(", ", list.Cast<object>().Select(Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}]",
        _ when value is not null && MessageType.FieldsOf(value.GetType()).ToArray() is { Length: > 0 } fields && value.GetType().IsClass && value is not string =>
            $"{{ {string.Join("; ", fields.Where(field => field.Name != "ErrorMessage").Select(field => $"{field.Name}: {Text(field.GetValue(value))}"))} }}",
        _ => MessageText.Of(value),
    };
}
