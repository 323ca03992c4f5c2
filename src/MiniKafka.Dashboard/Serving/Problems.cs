using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Serving;

/// <summary>What is told of an exception: the request was at fault, the cluster refused, or could not be asked. Anything else is a mistake here.</summary>
internal static class Problems
{
    public static int? StatusOf(Exception error) => error switch
    {
        PageException problem => problem.Status,
        JsonException or ArgumentException => StatusCodes.Status400BadRequest,
        BadHttpRequestException bad => bad.StatusCode,
        KafkaException { Code: ErrorCode.UnknownTopicOrPartition or ErrorCode.GroupIdNotFound } => StatusCodes.Status404NotFound,
        KafkaException { IsRetriable: true } or TimeoutException or IOException => StatusCodes.Status503ServiceUnavailable,
        KafkaException => StatusCodes.Status400BadRequest,
        ObjectDisposedException => StatusCodes.Status503ServiceUnavailable,
        InvalidOperationException => StatusCodes.Status409Conflict,
        _ => null,
    };
}
