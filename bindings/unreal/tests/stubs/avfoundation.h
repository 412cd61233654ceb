// Stand-ins for Apple's AVFoundation, for the syntax of the code of macOS and iOS: see README.md.
#pragma once

typedef signed char BOOL;
typedef long NSInteger;
@class NSString;
typedef NSString* AVMediaType;
extern AVMediaType const AVMediaTypeAudio;
typedef enum AVAuthorizationStatus : NSInteger
{
	AVAuthorizationStatusNotDetermined,
	AVAuthorizationStatusRestricted,
	AVAuthorizationStatusDenied,
	AVAuthorizationStatusAuthorized,
} AVAuthorizationStatus;

__attribute__((objc_root_class)) @interface AVCaptureDevice
+ (AVAuthorizationStatus)authorizationStatusForMediaType:(AVMediaType)mediaType;
+ (void)requestAccessForMediaType:(AVMediaType)mediaType completionHandler:(void (^)(BOOL granted))handler;
@end
