using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Messages;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The messages of a topic, by offset and time, and one to be produced.</summary>
internal sealed class MessagesPage(IClusterSource source)
{
    private const int MostShown = 500;

    /// <summary>How many of the newest are looked through in each partition for those with a text in them.</summary>
    private const int NewestLookedThrough = 5_000;

    private readonly MessageBrowser _browser = new(source.Clients);

    public Page Page => new("messages", "Messages", [new Look("messages", LookAsync)], [new Change("messages", ProduceAsync)]);

    private async Task<object> LookAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var topic = await FindAsync(query.Required("topic"), cancellationToken).ConfigureAwait(false);
        var one = query.Number("partition", -1, -1, int.MaxValue);
        var limit = query.Number("limit", 50, 1, MostShown);
        var filter = query.Text("filter") ?? "";
        var partitions = topic.Partitions.Where(partition => partition.Leader >= 0 && (one < 0 || partition.Partition == one))
            .Select(partition => new TopicPartition(topic.Name, partition.Partition)).ToList();
        var ends = partitions.Count == 0
            ? new Dictionary<TopicPartition, WatermarkOffsets>()
            : await source.Clients.Looking.ListOffsetsAsync(partitions, cancellationToken: cancellationToken).ConfigureAwait(false);
        var place = query.Text("from") ?? "latest";
        var onlyNewest = query.Text("cursor") is null && place == "latest";
        var from = query.Text("cursor") is { } cursor
            ? At(ends, Cursor.Parse(cursor))
            : await FromAsync(place, ends, filter.Length > 0 ? Math.Max(limit, NewestLookedThrough) : limit, cancellationToken).ConfigureAwait(false);
        var browsed = await _browser.ReadAsync(new Browsing(from, ends, limit, filter, onlyNewest), cancellationToken).ConfigureAwait(false);
        return new MessageList(
            [.. browsed.Messages.Select(MessageState.Of)],
            browsed.Next?.ToString(),
            ends.ToDictionary(static end => end.Key.Partition, static end => end.Value.Low),
            ends.ToDictionary(static end => end.Key.Partition, static end => end.Value.High));
    }

    private async Task<TopicDescription> FindAsync(string name, CancellationToken cancellationToken) =>
        (await source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false)).Find(name)
        ?? throw new PageException(StatusCodes.Status404NotFound, $"There is no topic '{name}'.");

    private static Dictionary<TopicPartition, long> At(IReadOnlyDictionary<TopicPartition, WatermarkOffsets> ends, Cursor cursor) =>
        ends.Where(end => cursor.Offsets.ContainsKey(end.Key.Partition))
            .ToDictionary(static end => end.Key, end => Math.Max(cursor.Offsets[end.Key.Partition], end.Value.Low));

    /// <summary>Where a word such as <c>offset:17</c> is in each partition.</summary>
    private async Task<IReadOnlyDictionary<TopicPartition, long>> FromAsync(
        string place, IReadOnlyDictionary<TopicPartition, WatermarkOffsets> ends, int newest, CancellationToken cancellationToken)
    {
        switch (place.Split(':', 2))
        {
            case ["earliest"]:
                return ends.ToDictionary(static end => end.Key, static end => end.Value.Low);
            case ["latest"]:
                return ends.ToDictionary(static end => end.Key, end => Math.Max(end.Value.Low, end.Value.High - newest));
            case ["offset", var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset):
                return ends.ToDictionary(static end => end.Key, end => Math.Clamp(offset, end.Value.Low, end.Value.High));
            case ["time", var text] when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time):
                var found = await source.Clients.Looking.ListOffsetsAsync(ends.Keys.Select(partition => KeyValuePair.Create(partition, time)), cancellationToken: cancellationToken).ConfigureAwait(false);
                return found.ToDictionary(static place => place.Key, place => place.Value == Offset.End ? ends[place.Key].High : place.Value);
            default:
                throw new PageException(StatusCodes.Status400BadRequest, "from is latest, earliest, offset:N, or time: with a time such as 2026-12-01T06:30:00Z.");
        }
    }

    private async Task<object> ProduceAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body.As<NewMessageBody>();
        var topic = PageBody.Needed(body.Topic, "topic");
        var message = new Message<byte[]?, byte[]?> { Key = NewBytes.Of(body.Key), Value = NewBytes.Of(body.Value), Headers = Headers(body.Headers) };
        await FindAsync(topic, cancellationToken).ConfigureAwait(false);
        await using var producer = source.Clients.CreateProducer();
        var delivered = await (body.Partition is { } partition
            ? producer.ProduceAsync(new TopicPartition(topic, partition), message, cancellationToken)
            : producer.ProduceAsync(topic, message, cancellationToken)).ConfigureAwait(false);
        return new ProducedAt(delivered.TopicPartition.Partition, delivered.Offset);
    }

    private static Headers? Headers(IReadOnlyList<NewHeader>? given)
    {
        if (given is null)
        {
            return null;
        }

        var headers = new Headers();
        foreach (var header in given)
        {
            headers.Add(PageBody.Needed(header.Key, "the header's key"), NewBytes.Of(header.Value));
        }

        return headers;
    }
}

/// <summary>Some messages, where to go on, and the ends of the partitions by index.</summary>
internal sealed record MessageList(
    IReadOnlyList<MessageState> Messages, string? Next, IReadOnlyDictionary<int, long> Start, IReadOnlyDictionary<int, long> End);

/// <summary>A message.</summary>
internal sealed record MessageState(int Partition, long Offset, DateTimeOffset? Timestamp, MessageBytes? Key, MessageBytes? Value, IReadOnlyList<HeaderState> Headers)
{
    public static MessageState Of(FoundMessage found) => new(
        found.Partition,
        found.Offset,
        found.Timestamp,
        MessageBytes.Of(found.Key),
        MessageBytes.Of(found.Value),
        [.. found.Headers.Select(static header => new HeaderState(header.Key, MessageBytes.Of(header.Value)))]);
}

/// <summary>A header.</summary>
internal sealed record HeaderState(string Key, MessageBytes? Value);

/// <summary>A message to be produced; without a partition the partitioner chooses.</summary>
internal sealed record NewMessageBody(string? Topic, int? Partition, NewBytes? Key, NewBytes? Value, IReadOnlyList<NewHeader>? Headers);

/// <summary>A header to be produced.</summary>
internal sealed record NewHeader(string? Key, NewBytes? Value);

/// <summary>Bytes to be produced, as text or in base64.</summary>
internal sealed record NewBytes(string? Text, string? Base64)
{
    /// <exception cref="PageException">It is no base64, or neither is given.</exception>
    public static byte[]? Of(NewBytes? given)
    {
        try
        {
            return given switch
            {
                null => null,
                { Base64: { } base64 } => Convert.FromBase64String(base64),
                { Text: { } text } => Encoding.UTF8.GetBytes(text),
                _ => throw new PageException(StatusCodes.Status400BadRequest, "Bytes are given as text or as base64."),
            };
        }
        catch (FormatException error)
        {
            throw new PageException(StatusCodes.Status400BadRequest, error.Message);
        }
    }
}

/// <summary>Where a message was put.</summary>
internal sealed record ProducedAt(int Partition, long Offset);
