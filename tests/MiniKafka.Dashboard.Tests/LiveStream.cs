using System.Text.Json;

namespace MiniKafka.Dashboard.Tests;

/// <summary>What a visitor hears who watches something.</summary>
internal sealed class LiveStream(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
{
    public static async Task<LiveStream> OpenAsync(HttpClient visitor, string path, CancellationToken cancellationToken)
    {
        var response = await visitor.GetAsync($"api/live?path={Uri.EscapeDataString(path)}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return new LiveStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
    }

    /// <summary>The next event: its kind and its JSON.</summary>
    public async Task<(string Kind, JsonElement Content)> NextAsync(CancellationToken cancellationToken = default)
    {
        var kind = "data";
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (kind, JsonDocument.Parse(line["data: ".Length..]).RootElement);
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
